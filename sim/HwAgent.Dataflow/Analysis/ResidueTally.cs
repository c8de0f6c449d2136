namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The chunks of one dimension under its loops, by extent and by where they begin within a period: a burst, a row. Pieces of a long chunk begin at residues
/// that repeat after period / gcd(step, period) of them, so that a tally is no longer than a period times the loops, however long the dimension.
/// </summary>
/// <param name="size">The dimension.</param>
/// <param name="period">At least 1; the dimension begins with one.</param>
internal sealed class ResidueTally(long size, long period)
{
    private Dictionary<(long Extent, long From), long> _entries = new() { [(size, 0)] = 1 };

    /// <summary>The sum of a count over the chunks.</summary>
    public long Sum(RangeMeasure measure) => _entries.Sum(e => e.Value * measure.Count(e.Key.From, e.Key.Extent));

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
            var turn = period / Gcd(step, period);
            for (var i = 0L; i < Math.Min(whole, turn); i++) Add(step, from + i % period * (step % period), count * ((whole - 1 - i) / turn + 1));
            if (rest > 0) Add(rest, from + whole % period * (step % period), count);
        }

        void Add(long extent, long from, long count)
        {
            var key = (extent, from % period);
            cut[key] = cut.GetValueOrDefault(key) + count;
        }
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}
