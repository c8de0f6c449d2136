namespace HwAgent.Agent.Reports.Drawing;

/// <summary>Maps values to positions, evenly or by their logarithm, and knows where its ticks are.</summary>
internal sealed class Axis
{
    private readonly double low, high, from, to;
    private readonly bool isLogarithmic;

    private Axis(double low, double high, double from, double to, bool isLogarithmic)
    {
        (this.low, this.high, this.from, this.to, this.isLogarithmic) = (low, high, from, to, isLogarithmic);
        Ticks = isLogarithmic ? LogarithmicTicks(low, high) : EvenTicks(low, high);
    }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>An axis with room around the values; logarithmic where they span more than a factor of five.</summary>
    /// <param name="values">Finite values above 0; others are left out.</param>
    /// <param name="from">Position of the low end.</param>
    /// <param name="to">Position of the high end.</param>
    /// <param name="leastRoom">Least part of the largest value to leave at each end: values that hardly differ then stay together.</param>
    public static Axis Around(IEnumerable<double> values, double from, double to, double leastRoom = 0.04)
    {
        var usable = values.Where(v => double.IsFinite(v) && v > 0).DefaultIfEmpty(1).ToArray();
        double min = usable.Min(), max = usable.Max();
        if (max > 5 * min) return new Axis(min / 1.4, max * 1.4, from, to, true);
        var room = Math.Max((max - min) * 0.15, max * leastRoom);
        return new Axis(Math.Max(0, min - room), max + room, from, to, false);
    }

    /// <summary>A logarithmic axis between two values above 0.</summary>
    public static Axis Logarithmic(double low, double high, double from, double to) => new(low, high, from, to, true);

    public bool Contains(double value) => value >= low && value <= high;

    /// <summary>Position of a value, held inside the axis.</summary>
    public double At(double value)
    {
        var inside = Math.Clamp(value, low, high);
        var share = isLogarithmic ? Math.Log(inside / low) / Math.Log(high / low) : (inside - low) / (high - low);
        return from + share * (to - from);
    }

    private static IReadOnlyList<double> EvenTicks(double low, double high)
    {
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1, 2, 2.5, 5, 10 }.Select(m => m * power).First(s => s >= rough * 0.999);
        var first = (long)Math.Ceiling(low / step);
        var last = (long)Math.Floor(high / step);
        return [.. Enumerable.Range(0, (int)Math.Min(20, last - first + 1)).Select(i => (first + i) * step)];
    }

    private static IReadOnlyList<double> LogarithmicTicks(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low)), last = (int)Math.Ceiling(Math.Log10(high));
        // One, two, five in each decade while that leaves room for the labels; beyond that whole decades, then every n-th.
        double[] steps = last - first <= 3 ? [1, 2, 5] : [1];
        var stride = Math.Max(1, (last - first) / 8);
        return
        [
            .. from decade in Enumerable.Range(0, last - first + 1)
               where decade % stride == 0
               from step in steps
               let value = step * Math.Pow(10, first + decade)
               where value >= low * 0.999999 && value <= high * 1.000001
               select value,
        ];
    }
}
