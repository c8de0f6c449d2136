namespace HwAgent.Models.Tokenizing;

/// <summary>The merges of a byte-pair encoding as a file lists them, checked against its vocabulary.</summary>
/// <param name="vocabulary">Ids of the pieces.</param>
internal sealed class MergeList(IReadOnlyDictionary<string, int> vocabulary)
{
    private readonly Dictionary<(int Left, int Right), (int Id, int Rank)> _ranks = [];
    private readonly List<(string Left, string Right)> _pairs = [];

    /// <summary>In the order of their ranks.</summary>
    public IReadOnlyList<(string Left, string Right)> Pairs => _pairs;

    /// <summary>Adds the next pair; a problem in words when it is none.</summary>
    public string? Add(IReadOnlyList<string> pair)
    {
        if (pair.Count != 2 || pair[0].Length == 0 || pair[1].Length == 0) return "it is no pair of pieces";
        if (!vocabulary.TryGetValue(pair[0], out var left)) return $"'{pair[0]}' is not in the vocabulary";
        if (!vocabulary.TryGetValue(pair[1], out var right)) return $"'{pair[1]}' is not in the vocabulary";
        if (!vocabulary.TryGetValue(pair[0] + pair[1], out var joined)) return $"'{pair[0] + pair[1]}' is not in the vocabulary";
        if (!_ranks.TryAdd((left, right), (joined, _pairs.Count))) return $"'{pair[0]} {pair[1]}' is there twice";
        _pairs.Add((pair[0], pair[1]));
        return null;
    }

    public RankedMerges ToOrder() => new(_ranks);
}
