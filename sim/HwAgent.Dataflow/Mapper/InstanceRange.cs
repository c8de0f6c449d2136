using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>Numbers of instances that a dimension is dealt to, near each other, and what is sure of each for the operand that lacks the dimension.</summary>
/// <param name="Least">The smallest number.</param>
/// <param name="Most">The largest.</param>
/// <param name="LeastApart">The smallest factor along axes that do not merge the operand's transfers.</param>
/// <param name="MostMerged">The largest factor along axes that do.</param>
/// <param name="Along">By axis: the smallest number.</param>
internal sealed record InstanceRange(long Least, long Most, long LeastApart, long MostMerged, int[] Along)
{
    /// <summary>Ranges that together hold all numbers.</summary>
    /// <param name="counts">Numbers by axis.</param>
    /// <param name="level">Whose axes.</param>
    /// <param name="operand">Which lacks the dimension.</param>
    /// <param name="ratio">Between the numbers of a range, at most; below 1 each is alone.</param>
    public static InstanceRange[] Of(IEnumerable<int[]> counts, MemoryLevel level, Operand operand, double ratio)
    {
        var ranges = new List<InstanceRange>();
        foreach (var one in counts.Select(c => Of(c, level, operand)).OrderBy(r => r.Least))
        {
            if (ranges.Count > 0 && one.Least <= ranges[^1].Least * ratio) ranges[^1] = ranges[^1].With(one);
            else ranges.Add(one);
        }

        return [.. ranges];
    }

    private static InstanceRange Of(int[] counts, MemoryLevel level, Operand operand)
    {
        long apart = 1, merged = 1;
        for (var a = 0; a < counts.Length; a++)
        {
            if (level.Fanout[a].Merges(operand)) merged *= counts[a];
            else apart *= counts[a];
        }

        return new InstanceRange(apart * merged, apart * merged, apart, merged, counts);
    }

    private InstanceRange With(InstanceRange other) => new(
        Math.Min(Least, other.Least),
        Math.Max(Most, other.Most),
        Math.Min(LeastApart, other.LeastApart),
        Math.Max(MostMerged, other.MostMerged),
        [.. Along.Zip(other.Along, Math.Min)]);
}
