using System.Globalization;

namespace HwAgent.Dataflow.Formats;

/// <summary>Numbers for readers of YAML 1.1 (PyYAML), to which <c>1E-09</c> is a text: a number with an exponent needs a point before it.</summary>
internal static class YamlNumber
{
    /// <summary>The shortest text that reads back to the same bits.</summary>
    public static string Of(double value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0 || text.Contains('.', StringComparison.Ordinal) ? text : text.Insert(exponent, ".0");
    }
}
