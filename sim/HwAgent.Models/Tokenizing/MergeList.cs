namespace HwAgent.Models.Tokenizing;

/// <summary>The merges of a byte-pair encoding as a file lists them, checked against its vocabulary.</summary>
/// <param name="vocabulary">Ids of the pieces.</param>
internal sealed class MergeList(IReadOnlyDictionary<string, int> vocabulary)
{
    private readonly HashSet<(string, string)> _seen = [];
    private readonly List<(string Left, string Right)> _pairs = [];

    /// <summary>In the order of their ranks.</summary>
    public IReadOnlyList<(string Left, string Right)> Pairs => _pairs;

    /// <summary>Adds the next pair; a problem in words when it is none.</summary>
    public string? Add(IReadOnlyList<string> pair)
    {
        if (pair.Count != 2 || pair[0].Length == 0 || pair[1].Length == 0) return "it is no pair of pieces";
        foreach (var piece in new[] { pair[0], pair[1], pair[0] + pair[1] })
        {
            if (!vocabulary.ContainsKey(piece)) return $"'{piece}' is not in the vocabulary";
        }

        if (!_seen.Add((pair[0], pair[1]))) return $"'{pair[0]} {pair[1]}' is there twice";
        _pairs.Add((pair[0], pair[1]));
        return null;
    }

    public RankedMerges ToOrder()
    {
        var ranked = new Dictionary<(int, int), (int, int)>(_pairs.Count);
        for (var rank = 0; rank < _pairs.Count; rank++)
        {
            var (left, right) = _pairs[rank];
            ranked[(vocabulary[left], vocabulary[right])] = (vocabulary[left + right], rank);
        }

        return new RankedMerges(ranked);
    }
}
