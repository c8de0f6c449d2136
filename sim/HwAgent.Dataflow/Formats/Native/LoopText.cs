using System.Globalization;
using System.Text.RegularExpressions;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Loops as our own mappings have them: <c>M 64</c>, <c>N 16 on columns</c>; a dimension that is no single word stands in double quotes: <c>"my N" 16</c>.</summary>
internal static partial class LoopText
{
    /// <summary>A loop as an item of a YAML list.</summary>
    /// <param name="dimension">Its dimension.</param>
    /// <param name="step">Elements of it that one iteration handles.</param>
    /// <param name="axis">The axis that it goes over; null for a loop in time, or where the axis is said beside it.</param>
    public static string Write(string dimension, long step, string? axis = null)
    {
        var isWord = dimension.All(c => !char.IsWhiteSpace(c)) && !dimension.Contains('"', StringComparison.Ordinal);
        var name = isWord ? dimension : $"\"{dimension.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var text = string.Create(CultureInfo.InvariantCulture, $"{name} {step}{(axis is null ? "" : $" on {axis}")}");
        return Plain().IsMatch(text) ? text : YamlText.Quote(text);
    }

    /// <summary>The parts of a loop; null when the text is none.</summary>
    public static (string Dimension, string Step, string? Axis)? Parse(string text)
    {
        var match = Loop().Match(text);
        if (!match.Success) return null;
        var quoted = match.Groups["quoted"];
        return (quoted.Success ? Escape().Replace(quoted.Value, "$1") : match.Groups["word"].Value, match.Groups["step"].Value, match.Groups["axis"] is { Success: true } axis ? axis.Value : null);
    }

    [GeneratedRegex("^\\w[\\w.-]* [0-9]+( on \\w[\\w.-]*)?$", RegexOptions.ECMAScript)]
    private static partial Regex Plain();

    [GeneratedRegex("""^\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<word>[^\s"]+))\s+(?<step>\S+)(?:\s+on\s+(?<axis>.*\S))?\s*$""")]
    private static partial Regex Loop();

    [GeneratedRegex("""\\(.)""")]
    private static partial Regex Escape();
}
