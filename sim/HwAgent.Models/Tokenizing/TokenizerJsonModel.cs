using System.Text.Json;
using HwAgent.Core.Models;
using HwAgent.Models.Json;

namespace HwAgent.Models.Tokenizing;

/// <summary>The <c>model</c> of a tokenizer.json.</summary>
internal sealed class TokenizerJsonModel
{
    private readonly JsonPart _part;

    /// <exception cref="InvalidModelException">Not a BPE model, or one with parts that are not supported.</exception>
    public TokenizerJsonModel(JsonPart part, bool byteLevel)
    {
        _part = part;
        // Files of 2019 and 2020 have no type: BPE is what has merges.
        var kind = part["type"].IsNull && !part["merges"].IsNull ? "BPE" : part.Kind;
        if (kind != "BPE") throw part["type"].Error($"'{kind}' is not supported", "use a model with BPE, or its tokenizer.model");
        foreach (var name in new[] { "dropout", "continuing_subword_prefix", "end_of_word_suffix" }) part.RequireEmpty(name);
        ByteFallback = part.Flag("byte_fallback", false);
        Vocabulary = ReadVocabulary();
        var merges = ReadMerges();
        var bytes = byteLevel && !ByteFallback && part["unk_token"].IsNull ? (ISubwordEncoder)new LibraryBpeEncoder(part.File, Vocabulary, merges) : Merging(merges);
        Encoder = part.Flag("ignore_merges", false) ? new WholeWordEncoder(Vocabulary, bytes) : bytes;
    }

    public Dictionary<string, int> Vocabulary { get; }

    public bool ByteFallback { get; }

    public ISubwordEncoder Encoder { get; }

    private MergeEncoder Merging(MergeList merges)
    {
        int? unknown = _part["unk_token"] is { IsNull: false } token
            ? Vocabulary.TryGetValue(token.AsText(), out var id) ? id : throw token.Error($"'{token.AsText()}' is not in the vocabulary", "fetch the file again")
            : null;
        return new MergeEncoder(Vocabulary, merges.ToOrder(), new UnknownCharacters(_part.File, ByteFallback ? ByteIds() : null, unknown, _part.Flag("fuse_unk", false)));
    }

    private int[] ByteIds()
    {
        var ids = new int[256];
        for (var value = 0; value < ids.Length; value++) ids[value] = Vocabulary.GetValueOrDefault($"<0x{value:X2}>", -1);
        return ids;
    }

    private Dictionary<string, int> ReadVocabulary()
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var ids = new HashSet<int>();
        foreach (var (piece, id) in _part["vocab"].Members())
        {
            if (!vocabulary.TryAdd(piece, id.AsId())) throw _part["vocab"].Error($"'{piece}' is there twice", "fetch the file again");
            if (!ids.Add(id.AsId())) throw _part["vocab"].Error($"two pieces have the id {id.AsId()}, one of them '{piece}'", "fetch the file again");
        }

        if (ids.Count > 0) TokenTable.CheckId(_part.File, _part["vocab"].Path, ids.Max(), ids.Count);
        return vocabulary;
    }

    /// <summary>Pairs written as <c>"a b"</c> or, since 2024, as <c>["a", "b"]</c>.</summary>
    private MergeList ReadMerges()
    {
        var merges = new MergeList(Vocabulary);
        foreach (var item in _part["merges"].Items())
        {
            string[] pair = item.Value.ValueKind == JsonValueKind.Array ? [.. item.Items().Take(3).Select(half => half.AsText())] : item.AsText().Split(' ');
            if (merges.Add(pair) is { } problem) throw item.Error(problem, "fetch the file again");
        }

        return merges;
    }
}
