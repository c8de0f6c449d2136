using System.Globalization;
using System.Text;

namespace HwAgent.Dataflow.Specification;

/// <summary>Scalars as YAML reads them back.</summary>
internal static class YamlText
{
    private static readonly string[] NotPlain = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    /// <summary>A plain word where YAML reads it as one, a double-quoted text elsewhere.</summary>
    public static string Quote(string value)
    {
        var isPlain = value.Length > 0 && char.IsAsciiLetter(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
            && !NotPlain.Contains(value, StringComparer.OrdinalIgnoreCase);
        if (isPlain) return value;
        var text = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') text.Append('\\').Append(rune);
            // Two braces are a template to many readers of YAML, ours included.
            else if (rune.Value is >= ' ' and <= '~' and not '{') text.Append(rune);
            else text.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
        }

        return text.Append('"').ToString();
    }

    /// <summary>A flow list of words.</summary>
    public static string List(IEnumerable<string> words) => $"[{string.Join(", ", words.Select(Quote))}]";
}
