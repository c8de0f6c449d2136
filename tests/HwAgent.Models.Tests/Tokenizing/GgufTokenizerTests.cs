using CsCheck;
using HwAgent.Core.Models;
using HwAgent.Models.Gguf;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

public sealed class GgufTokenizerTests
{
    private static ModelTokenizer Load(string name) => ModelTokenizer.Load(Path.Combine(ModelFiles.GgufVocabularies, name));

    [Fact]
    public void Encode_Gpt2_EqualsItsTokenizerJson() => AssertSame(RealVocabularies.Gpt2FromJson, Load("ggml-vocab-gpt-2.gguf"));

    [Fact]
    public void Encode_Llama2_EqualsItsTokenizerJson() => AssertSame(RealVocabularies.LlamaFromJson, Load("ggml-vocab-llama-spm.gguf"));

    /// <summary>Phi-3's roles are tokens of their own in Llama 2's vocabulary.</summary>
    [Fact]
    public void Encode_Phi3_FindsItsRoles()
    {
        var tokenizer = Load("ggml-vocab-phi-3.gguf");

        Assert.Equal([1, 32010, 15043, 32007], tokenizer.Encode("<|user|>Hello<|end|>"));
        Assert.Equal([32000], tokenizer.EndIds);
        Assert.Equal(32064, tokenizer.VocabularySize);
    }

    [Fact]
    public void Load_WordPiece_IsRefused()
    {
        var error = Assert.Throws<InvalidModelException>(() => Load("ggml-vocab-bert-bge.gguf"));

        Assert.Equal("tokenizer.ggml.model", error.Field);
        Assert.Contains("'bert'", error.Problem);
    }

    [Theory]
    [InlineData("llama-bpe", "id 12345", "312 220 10163 2231")]
    [InlineData("qwen2", "id 12345", "312 220 16 17 18 19 20")]
    [InlineData("gpt-2", "id 12345", "312 17031 2231")]
    public void Encode_NamedSplit_CutsDigitsAsItsModelDoes(string split, string text, string ids)
    {
        var tokenizer = new ModelTokenizer(GgufTokenizer.Parse(RealVocabularies.Gpt2 with { Split = split }, "model.gguf"));

        Assert.Equal(ids, string.Join(' ', tokenizer.Encode(text, addSpecial: false)));
        Assert.Equal(split == "llama-bpe", tokenizer.Encode("").Count == 1);
    }

    [Theory]
    [InlineData("tokenizer.ggml.pre", "split")]
    [InlineData("tokenizer.ggml.merges", "no merges")]
    [InlineData("tokenizer.ggml.merges[0]", "foreign merge")]
    [InlineData("tokenizer.ggml.token_type[0]", "type")]
    public void Parse_HostileByteLevelVocabulary_IsNamed(string field, string fault)
    {
        var vocabulary = RealVocabularies.Gpt2;
        vocabulary = fault switch
        {
            "split" => vocabulary with { Split = "odd" },
            "no merges" => vocabulary with { Merges = null },
            "foreign merge" => vocabulary with { Merges = ["qqqq zzzz"] },
            _ => vocabulary with { Types = [9, .. vocabulary.Types!.Skip(1)] },
        };

        AssertRefused(vocabulary, field);
    }

    [Theory]
    [InlineData("tokenizer.ggml.scores")]
    [InlineData("tokenizer.ggml.token_type")]
    [InlineData("tokenizer.ggml.token_type[0]")]
    [InlineData("token 5")]
    public void Parse_HostileSentencePieceVocabulary_IsNamed(string field)
    {
        var vocabulary = RealVocabularies.Llama;
        vocabulary = field switch
        {
            "tokenizer.ggml.scores" => vocabulary with { Scores = null },
            "tokenizer.ggml.token_type" => vocabulary with { Types = null },
            "tokenizer.ggml.token_type[0]" => vocabulary with { Types = [0, .. vocabulary.Types!.Skip(1)] },
            _ => vocabulary with { Scores = [.. vocabulary.Scores!.Take(5), float.PositiveInfinity, .. vocabulary.Scores!.Skip(6)] },
        };

        AssertRefused(vocabulary, field);
    }

    private static void AssertRefused(GgufVocabulary vocabulary, string field) =>
        Assert.Equal(field, Assert.Throws<InvalidModelException>(() => GgufTokenizer.Parse(vocabulary, "model.gguf")).Field);

    private static void AssertSame(ModelTokenizer expected, ModelTokenizer actual)
    {
        Assert.Equal(expected.VocabularySize, actual.VocabularySize);
        UnicodeText.Any.Sample(
            text =>
            {
                var ids = actual.Encode(text);
                Assert.Equal(expected.Encode(text), ids);
                Assert.Equal(expected.Decode(ids), actual.Decode(ids));
            },
            iter: 1_000);
    }
}
