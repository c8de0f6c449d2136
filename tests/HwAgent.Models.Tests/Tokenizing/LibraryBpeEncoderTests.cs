using CsCheck;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

public sealed class LibraryBpeEncoderTests
{
    /// <summary>Merges that overlap, so that their order and ties count.</summary>
    private static readonly Dictionary<string, int> Vocabulary =
        new[] { "a", "b", "c", "aa", "ab", "bc", "aab", "abc", "aaa", "bcb", "abca" }.Select((piece, id) => (piece, id)).ToDictionary(pair => pair.piece, pair => pair.id);

    private static readonly MergeList Merges = MakeMerges();

    /// <summary>The library's tokens for a word, ours for the same: what lets ours stand in for words that are too long for it.</summary>
    [Fact]
    public void Encode_AnyWord_EqualsMergeEncoder()
    {
        var library = new LibraryBpeEncoder("file", Vocabulary, Merges);
        var ours = new MergeEncoder(Vocabulary, Merges.ToOrder(), new UnknownCharacters("file", null, null, Fuse: false));

        Gen.Char['a', 'c'].Array[1, 1024].Select(letters => new string(letters)).Sample(word => Assert.Equal(Ids(library, word), Ids(ours, word)), iter: 2_000);
    }

    [Fact]
    public void Encode_VeryLongWord_CoversIt()
    {
        var ids = Ids(new LibraryBpeEncoder("file", Vocabulary, Merges), new string('a', 300_000));

        Assert.Equal(300_000, ids.Sum(id => Vocabulary.Single(piece => piece.Value == id).Key.Length));
    }

    private static MergeList MakeMerges()
    {
        var merges = new MergeList(Vocabulary);
        foreach (var merge in new[] { "b c", "a a", "a b", "aa b", "a bc", "aa a", "bc b", "abc a" }) Assert.Null(merges.Add(merge.Split(' ')));
        return merges;
    }

    private static List<int> Ids(ISubwordEncoder encoder, string word)
    {
        List<int> ids = [];
        encoder.Encode(word, ids);
        return ids;
    }
}
