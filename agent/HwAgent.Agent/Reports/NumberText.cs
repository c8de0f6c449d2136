namespace HwAgent.Agent.Reports;

/// <summary>Numbers as the report writes them: exact counts with separators, measures with a metric prefix and four significant digits.</summary>
internal static class NumberText
{
    /// <summary>Stands where there is no number.</summary>
    public const string None = "–";

    private const int SmallestPrefix = -5;
    private static readonly string[] Prefixes = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"];

    /// <summary>An exact count: 12,345,678.</summary>
    public static string Count(long value) => value.ToString("N0");

    /// <summary>Rounded to a whole number: 12,346.</summary>
    public static string Whole(double value) => double.IsFinite(value) ? value.ToString("N0") : None;

    /// <summary>A share of 0 to 1 as a percentage.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? $"{share * 100:N1} %" : None;

    /// <summary>A relative difference with its sign: +1.2 %.</summary>
    public static string Difference(double share) => double.IsFinite(share) ? $"{share * 100:+#,0.0;−#,0.0;0.0} %" : None;

    /// <summary>A quotient of two measures: 1.25×.</summary>
    public static string Factor(double value) => double.IsFinite(value) ? $"{Significant(value, 3)}×" : None;

    public static string Latency(double milliseconds) => Metric(milliseconds * 1e-3, "s");

    public static string Energy(double millijoules) => Metric(millijoules * 1e-3, "J");

    public static string Area(double gateEquivalents) => Metric(gateEquivalents, "GE");

    public static string Kib(double kib) => double.IsFinite(kib) ? $"{kib:#,0.##} KiB" : None;

    /// <summary>A measure in its unit with the prefix that leaves 1 to 999 in front of it.</summary>
    public static string Metric(double value, string unit)
    {
        if (!double.IsFinite(value)) return None;
        var power = Power(value);
        var scaled = value / Math.Pow(1000, power);
        // 999.96 rounds to four digits as 1000: the next prefix says it better.
        if (Math.Abs(scaled) >= 999.95 && power + 1 < Prefixes.Length + SmallestPrefix) scaled = value / Math.Pow(1000, ++power);
        return $"{Significant(scaled, 4)} {Prefixes[power - SmallestPrefix]}{unit}".TrimEnd();
    }

    /// <summary>The prefix and its factor that suit an axis up to <paramref name="largest"/>.</summary>
    public static (double Factor, string Prefix) Scale(double largest)
    {
        var power = Power(largest);
        return (Math.Pow(1000, power), Prefixes[power - SmallestPrefix]);
    }

    /// <summary>Rounded to significant digits, separators included, without an exponent where that is readable.</summary>
    public static string Significant(double value, int digits)
    {
        if (!double.IsFinite(value)) return None;
        if (value == 0) return "0";
        var magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        if (magnitude is > 15 or < -9) return value.ToString($"0.{new string('#', digits - 1)}e+0");
        var decimals = Math.Clamp(digits - 1 - magnitude, 0, 15);
        return Math.Round(value, decimals).ToString($"N{decimals}") is var text && text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    private static int Power(double value) =>
        value == 0 || !double.IsFinite(value) ? 0 : Math.Clamp((int)Math.Floor(Math.Log10(Math.Abs(value)) / 3 + 1e-12), SmallestPrefix, Prefixes.Length - 1 + SmallestPrefix);
}
