using System.Text;
using CsCheck;
using HwAgent.Core.Models;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

public sealed class LlamaCTokenizerFileTests
{
    private static readonly byte[] Bytes = File.ReadAllBytes(ModelFiles.Stories260KTokens);
    private static readonly SentencePieceVocabulary Vocabulary = LlamaCTokenizerFile.Parse(Bytes, "tok512.bin");
    private static readonly ModelTokenizer Tokenizer = new(Vocabulary.ToParts());

    [Fact]
    public void Properties_OfTok512_AreTheModels()
    {
        Assert.Equal(512, Tokenizer.VocabularySize);
        Assert.Equal(1, Tokenizer.BeginId);
        Assert.Equal([2, 1], Tokenizer.EndIds);
        Assert.Equal("llama2.c tokenizer.bin", Tokenizer.Format);
    }

    /// <summary>The tokens that stories260K itself gives for the opening of its documented text.</summary>
    [Fact]
    public void Encode_OpeningOfTheStory_EqualsTheModelsTokens() =>
        Assert.Equal([1, 403, 407, 261, 378], Tokenizer.Encode("Once upon a time"));

    [Fact]
    public void Decode_OfEncodedStory_GivesItBack()
    {
        var page = File.ReadAllText(ModelFiles.Stories260KPage);

        Assert.Equal(page, Tokenizer.Decode(Tokenizer.Encode(page)));
    }

    /// <summary>run.c's own way: look at all neighbours, join the best pair, the first of equals, until there is none.</summary>
    [Fact]
    public void Encode_AnyText_EqualsTheGreedySearchOfRunC() =>
        UnicodeText.Any.Sample(text => Assert.Equal(Greedy(text), Tokenizer.Encode(text)), iter: 2_000);

    [Fact]
    public void Decode_OfEncode_GivesAnyTextBack() =>
        UnicodeText.Any.Sample(text => Assert.Equal(text.Replace('\u2581', ' '), Tokenizer.Decode(Tokenizer.Encode(text))), iter: 2_000);

    [Theory]
    [InlineData(0, "header")]
    [InlineData(3, "header")]
    [InlineData(4, "vocabulary")]
    [InlineData(11, "token 0 at byte 4")]
    [InlineData(13, "token 0 at byte 4")]
    [InlineData(200, "token 14 at byte 198")]
    public void Parse_CutOff_NamesThePlace(int length, string field) => AssertRefused(Bytes[..length], field);

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(500)]
    public void Parse_ImpossibleLength_IsNamed(int length)
    {
        var bytes = (byte[])Bytes.Clone();
        BitConverter.TryWriteBytes(bytes.AsSpan(8), length);

        AssertRefused(bytes, "token 0 at byte 4");
    }

    [Fact]
    public void Parse_PieceThatIsNotUtf8_IsNamed()
    {
        var bytes = (byte[])Bytes.Clone();
        bytes[12] = 0xFF;

        AssertRefused(bytes, "token 0 at byte 4");
    }

    private static void AssertRefused(byte[] bytes, string field) =>
        Assert.Equal(field, Assert.Throws<InvalidModelException>(() => LlamaCTokenizerFile.Parse(bytes, "tok512.bin")).Field);

    private static List<int> Greedy(string text)
    {
        var pieces = Vocabulary.Pieces.Select((piece, id) => (piece, id)).Where(pair => pair.piece.Kind == SentencePieceKind.Normal).ToDictionary(pair => pair.piece.Text, pair => pair.id);
        List<int> ids = [];
        foreach (var rune in (text.Length == 0 ? "" : "\u2581" + text.Replace(' ', '\u2581')).EnumerateRunes())
        {
            if (pieces.TryGetValue(rune.ToString(), out var id)) ids.Add(id);
            else ids.AddRange(Encoding.UTF8.GetBytes(rune.ToString()).Select(value => value + 3));
        }

        while (true)
        {
            var (best, at, joined) = (float.NegativeInfinity, -1, 0);
            for (var i = 0; i + 1 < ids.Count; i++)
            {
                if (pieces.TryGetValue(Vocabulary.Pieces[ids[i]].Text + Vocabulary.Pieces[ids[i + 1]].Text, out var id) && Vocabulary.Pieces[id].Score > best)
                    (best, at, joined) = (Vocabulary.Pieces[id].Score, i, id);
            }

            if (at < 0) return [1, .. ids];
            ids[at] = joined;
            ids.RemoveAt(at + 1);
        }
    }
}
