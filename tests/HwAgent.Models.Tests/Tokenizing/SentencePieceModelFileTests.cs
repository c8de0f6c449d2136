using CsCheck;
using HwAgent.Core.Models;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

public sealed class SentencePieceModelFileTests
{
    private static readonly Lazy<ModelTokenizer> Llama = new(() => RealVocabularies.FromModel(RealVocabularies.LlamaModel()));
    private static readonly Lazy<ModelTokenizer> WithUserDefined = new(() => RealVocabularies.FromModel(RealVocabularies.LlamaModel(
        more: [new SentencePiece("<ud>", 0, SentencePieceKind.UserDefined), new SentencePiece("o\u2581w", 0, SentencePieceKind.UserDefined)])));

    private static readonly Lazy<ModelTokenizer> WithoutExtraSpaces = new(() => RealVocabularies.FromModel(RealVocabularies.LlamaModel(removesExtraSpaces: true)));

    /// <summary>Ids that google/sentencepiece 0.1.97 gives (EncodeAsIds on the same tokenizer.model), behind the begin token.</summary>
    [Theory]
    [InlineData("Hello, world!", "1 15043 29892 3186 29991")]
    [InlineData("y.```", "1 343 29889 28956")]
    [InlineData("\u65E5\u672C\u8A9E \uD55C\uAE00", "1 29871 30325 30346 30968 29871 30877 237 187 131")]
    [InlineData("a  b   c\n\n\td ", "1 263 29871 289 259 274 13 13 12 29881 29871")]
    [InlineData("\u2581 mark", "1 259 2791")]
    [InlineData("", "1")]
    public void Encode_Llama2_EqualsSentencePiece(string text, string ids) => Assert.Equal(ids, string.Join(' ', Llama.Value.Encode(text)));

    /// <summary>The same with <c>remove_extra_whitespaces</c>.</summary>
    [Theory]
    [InlineData("a", "1 263")]
    [InlineData(" a ", "1 263")]
    [InlineData(" ", "1")]
    [InlineData("\n", "1 29871 13")]
    [InlineData("he   said,  do.\" \u2581\u2581", "1 540 1497 29892 437 1213")]
    public void Encode_RemovingExtraSpaces_EqualsSentencePiece(string text, string ids) =>
        Assert.Equal(ids, string.Join(' ', WithoutExtraSpaces.Value.Encode(text)));

    /// <summary>User-defined pieces, <c>&lt;ud&gt;</c> and <c>o▁w</c>: never cut, and no space behind them.</summary>
    [Theory]
    [InlineData("a<ud>b", "1 263 32000 29890")]
    [InlineData("<ud>", "1 29871 32000")]
    [InlineData("two words", "1 3252 32001 4339")]
    [InlineData(" <ud> x", "1 259 32000 921")]
    public void Encode_UserDefinedPieces_EqualsSentencePiece(string text, string ids) =>
        Assert.Equal(ids, string.Join(' ', WithUserDefined.Value.Encode(text)));

    /// <summary>Two formats, two merge rules (scores here, ranks there), one vocabulary: the same tokens.</summary>
    [Fact]
    public void Encode_AnyText_EqualsTokenizerJsonOfTheSameModel()
    {
        var json = RealVocabularies.LlamaFromJson;

        UnicodeText.Any.Sample(text => Assert.Equal(json.Encode(text), Llama.Value.Encode(text)), iter: 2_000);
    }

    [Fact]
    public void Decode_OfEncode_GivesAnyTextBack() =>
        UnicodeText.Any.Sample(text => Assert.Equal(text.Replace('\u2581', ' '), Llama.Value.Decode(Llama.Value.Encode(text))), iter: 2_000);

    [Fact]
    public void Properties_OfLlama2_AreTheModels()
    {
        Assert.Equal(32000, Llama.Value.VocabularySize);
        Assert.Equal(1, Llama.Value.BeginId);
        Assert.Equal([2], Llama.Value.EndIds);
        Assert.Equal("tokenizer.model, SentencePiece BPE", Llama.Value.Format);
        Assert.Equal([0, 1, 2], Llama.Value.SpecialTokens.Values.Order());
        Assert.Equal(TokenKind.Byte, Llama.Value.KindOf(3));
    }

    [Fact]
    public void Parse_Unigram_IsRefused() => AssertRefused(RealVocabularies.LlamaModel(modelType: 1), "trainer_spec.model_type");

    [Fact]
    public void Parse_ReplacementTable_IsRefused() => AssertRefused(RealVocabularies.LlamaModel(replacements: "x"), "normalizer_spec.precompiled_charsmap");

    [Fact]
    public void Parse_NothingInIt_IsRefused() => AssertRefused([], "pieces");

    [Fact]
    public void Parse_CutOff_IsRefused() => AssertRefused(RealVocabularies.LlamaModel()[..^3], "file");

    [Fact]
    public void Parse_PieceThatIsNotUtf8_IsNamed() => AssertRefused(Model([0x0A, 2, 0xC3, 0x28]), "pieces[0]");

    [Fact]
    public void Parse_PieceWithoutText_IsNamed() => AssertRefused(Model(RealVocabularies.Piece(new SentencePiece("a", 0, SentencePieceKind.Normal)), []), "pieces[1]");

    [Fact]
    public void Parse_UnknownKind_IsNamed() => AssertRefused(Model(RealVocabularies.Piece(new SentencePiece("a", 0, (SentencePieceKind)9))), "pieces[0]");

    [Fact]
    public void Parse_ByteThatIsNone_IsNamed() => AssertRefused(Model(RealVocabularies.Piece(new SentencePiece("<0xZZ>", 0, SentencePieceKind.Byte))), "token 0");

    [Fact]
    public void Parse_ScoreThatIsNoNumber_IsNamed() => AssertRefused(Model(RealVocabularies.Piece(new SentencePiece("a", float.NaN, SentencePieceKind.Normal))), "token 0");

    private static byte[] Model(params byte[][] pieces) => RealVocabularies.Message(output =>
    {
        foreach (var piece in pieces) RealVocabularies.Nested(output, 1, piece);
        RealVocabularies.Nested(output, 2, RealVocabularies.Message(trainer => RealVocabularies.Varint(trainer, 3, 2)));
    });

    private static void AssertRefused(byte[] model, string field) =>
        Assert.Equal(field, Assert.Throws<InvalidModelException>(() => RealVocabularies.FromModel(model)).Field);
}
