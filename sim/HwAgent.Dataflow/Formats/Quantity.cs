using System.Globalization;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>Numbers with units: <c>256KiB</c>, <c>16B/cycle</c>, <c>6.25pJ/B</c>, <c>1GHz</c>. What is written reads back to the same bits.</summary>
internal static class Quantity
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    // The unit of the value first, then larger ones; factors are exact in binary or whole.
    private static readonly (string Unit, double Factor)[] Sizes = [("b", 1), ("B", 8), ("KiB", 8L << 10), ("MiB", 8L << 20), ("GiB", 8L << 30), ("TiB", 8L << 40)];
    private static readonly (string Unit, double Factor)[] Bandwidths = [("b/cycle", 1), ("B/cycle", 8)];
    private static readonly (string Unit, double Factor)[] EnergiesPerBit = [("pJ/b", 1), ("pJ/B", 0.125)];
    private static readonly (string Unit, double Factor)[] Energies = [("pJ", 1)];
    private static readonly (string Unit, double Factor)[] Frequencies = [("Hz", 1), ("kHz", 1e3), ("MHz", 1e6), ("GHz", 1e9)];

    /// <summary>Whole bits.</summary>
    public static long? Size(this SpecFields fields, string key, long largestBits = 1L << 56)
    {
        if (Read(fields, key, Sizes, 1, largestBits, "a size such as 256KiB") is not { } bits) return null;
        if (bits == Math.Floor(bits)) return (long)bits;
        fields.Report(key, "out-of-range", $"{((SpecScalar)fields.At(key)).Value} is no whole number of bits", "give whole bits");
        return null;
    }

    /// <summary>Bits a cycle.</summary>
    public static double? Bandwidth(this SpecFields fields, string key) => Read(fields, key, Bandwidths, 1e-3, 1e9, "a bandwidth such as 16B/cycle");

    /// <summary>Picojoules a bit.</summary>
    public static double? EnergyPerBit(this SpecFields fields, string key) => Read(fields, key, EnergiesPerBit, 0, 1e6, "an energy such as 6.25pJ/B");

    /// <summary>Picojoules.</summary>
    public static double? Energy(this SpecFields fields, string key) => Read(fields, key, Energies, 0, 1e6, "an energy such as 0.3pJ");

    /// <summary>Hertz.</summary>
    public static double? Frequency(this SpecFields fields, string key) => Read(fields, key, Frequencies, 1, 1e12, "a frequency such as 1GHz");

    public static string OfSize(long bits) => Write(bits, Sizes);

    public static string OfBandwidth(double bitsPerCycle) => Write(bitsPerCycle, Bandwidths);

    /// <summary>Always a byte: eight bits are exact in binary.</summary>
    public static string OfEnergyPerBit(double picojoules) => Number(picojoules * 8) + "pJ/B";

    public static string OfEnergy(double picojoules) => Number(picojoules) + "pJ";

    public static string OfFrequency(double hertz) => Write(hertz, Frequencies);

    private static string Write(double value, (string Unit, double Factor)[] units)
    {
        // The largest unit in which the number is whole, so that nothing is lost and nothing is long.
        var (unit, factor) = units.LastOrDefault(u => value / u.Factor * u.Factor == value && value / u.Factor == Math.Floor(value / u.Factor));
        return unit is null ? Number(value) + units[0].Unit : Number(value / factor) + unit;
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static double? Read(SpecFields fields, string key, (string Unit, double Factor)[] units, double smallest, double largest, string expected)
    {
        if (fields.Node(key, expected) is not { } node) return null;
        string[] names = [.. units.Select(u => u.Unit)];
        if (node is not SpecScalar scalar)
        {
            fields.Report(key, "wrong-type", $"{node.Description} is not {expected}", $"give {expected}");
            return null;
        }

        // The longest end that is no number is the unit: none of them starts with a digit, a dot or an exponent.
        var text = scalar.Value;
        var end = text.Length;
        while (end > 0 && !(char.IsAsciiDigit(text[end - 1]) || text[end - 1] == '.')) end--;
        var unit = text[end..].Trim();
        var known = Array.FindIndex(units, u => u.Unit == unit);
        if (end == 0 || known < 0 || !double.TryParse(text.AsSpan(0, end), Decimal, CultureInfo.InvariantCulture, out var number))
        {
            fields.Report(key, "wrong-type", $"{node.Description} is not {expected}", $"give a number and one of the units {string.Join(", ", names)}");
            return null;
        }

        var value = number * units[known].Factor;
        if (value >= smallest && value <= largest) return value;
        fields.Report(key, "out-of-range", $"{node.Description} is out of range", $"give {Write(smallest, units)} to {Write(largest, units)}");
        return null;
    }
}
