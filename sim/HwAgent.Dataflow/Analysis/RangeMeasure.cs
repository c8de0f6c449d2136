namespace HwAgent.Dataflow.Analysis;

/// <summary>What is counted of a range of one dimension, by where it begins within a period and how long it is.</summary>
/// <param name="Period">Elements after which the count is the same again.</param>
/// <param name="Count">Of the beginning, from 0 to below the period, and the extent, at least 1.</param>
internal sealed record RangeMeasure(long Period, Func<long, long, long> Count)
{
    /// <summary>Segments that the range touches.</summary>
    public static RangeMeasure Touched(long segment) => new(segment, (from, extent) => Segments(from, extent, segment));

    /// <summary>Segments that the range touches, but no more than <paramref name="most"/> in each outer segment.</summary>
    /// <param name="segment">Elements of a segment.</param>
    /// <param name="outer">Elements of an outer segment, a multiple of a segment.</param>
    /// <param name="most">At least 1.</param>
    public static RangeMeasure Touched(long segment, long outer, long most)
    {
        return new RangeMeasure(outer, Count);

        long Count(long from, long extent)
        {
            if (from + extent <= outer) return Math.Min(Segments(from, extent, segment), most);
            var (whole, rest) = ((from + extent) / outer - 1, (from + extent) % outer);
            return Math.Min(Segments(from, outer - from, segment), most) + whole * Math.Min(outer / segment, most) + (rest == 0 ? 0 : Math.Min(Segments(0, rest, segment), most));
        }
    }

    /// <summary>Elements but for the first in each segment.</summary>
    public static RangeMeasure Following(long segment) => new(segment, (from, extent) => extent - Segments(from, extent, segment));

    /// <summary>1 if the segments that the range touches are one more than a multiple of <paramref name="turns"/>, else 0.</summary>
    public static RangeMeasure EndsOnFirst(long segment, long turns) => new(segment, (from, extent) => Segments(from, extent, segment) % turns == 1 ? 1 : 0);

    private static long Segments(long from, long extent, long segment) => (from + extent - 1) / segment - from / segment + 1;
}
