namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The chunks of one dimension under its loops, by extent and by where they begin within a segment: a burst, a row. Pieces of a long chunk begin at residues
/// that repeat after segment / gcd(step, segment) of them, so that a tally is no longer than a segment times the loops, however long the dimension.
/// </summary>
/// <param name="size">The dimension.</param>
/// <param name="segment">Elements of a segment, at least 1; the dimension begins with one.</param>
internal sealed class ResidueTally(long size, long segment)
{
    private Dictionary<(long Extent, long From), long> _entries = new() { [(size, 0)] = 1 };

    /// <summary>Segments that the chunks touch, each chunk for itself.</summary>
    public long Segments => _entries.Sum(e => e.Value * ((e.Key.From + e.Key.Extent - 1) / segment + 1));

    /// <summary>Cuts every chunk into pieces of <paramref name="step"/> and keeps what the rule counts.</summary>
    public void Cut(long step, CutRule rule)
    {
        var cut = new Dictionary<(long Extent, long From), long>();
        foreach (var ((extent, from), count) in _entries)
        {
            if (extent <= step) Add(extent, from, count);
            else if (rule == CutRule.First) Add(step, from, count);
            else if (rule == CutRule.All) AddPieces(extent, from, count);
        }

        _entries = cut;

        void AddPieces(long extent, long from, long count)
        {
            var (whole, rest) = (extent / step, extent % step);
            var period = segment / Gcd(step, segment);
            for (var i = 0L; i < Math.Min(whole, period); i++) Add(step, from + i % segment * (step % segment), count * ((whole - 1 - i) / period + 1));
            if (rest > 0) Add(rest, from + whole % segment * (step % segment), count);
        }

        void Add(long extent, long from, long count)
        {
            var key = (extent, from % segment);
            cut[key] = cut.GetValueOrDefault(key) + count;
        }
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}
