using System.Text;

namespace HwAgent.Agent.Reports;

/// <summary>Text of users, tools and models made fit to print: nothing in it can act on a page, a picture or a terminal.</summary>
internal static class PlainText
{
    /// <summary>
    /// Replaces what is not text by U+FFFD: control characters (a terminal would obey them, XML forbids them), halves of surrogate
    /// pairs, and the marks that turn the direction of writing (they show a different text than the bytes say). Tabs and line feeds stay.
    /// </summary>
    public static string Clean(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !IsHarmful(rune)) result.Append(rune.ToString());
            else result.Append('\uFFFD');
        }

        return result.ToString();
    }

    /// <summary>Clean, on one line, at most <paramref name="length"/> characters; what is cut is marked by an ellipsis.</summary>
    public static string Line(string text, int length) => Cut(string.Join(' ', Clean(text).Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)), length);

    /// <summary>At most <paramref name="length"/> characters; what is cut is marked by an ellipsis.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        var end = length - 1;
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end] + "…";
    }

    /// <summary>Clean, and with every character that means something to HTML, in text or in an attribute, written as a reference.</summary>
    public static string EscapeHtml(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in Clean(text))
        {
            _ = c switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' => result.Append("&quot;"),
                '\'' => result.Append("&#39;"),
                _ => result.Append(c),
            };
        }

        return result.ToString();
    }

    private static bool IsHarmful(Rune rune) =>
        Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF or 0x200E or 0x200F or 0x061C or 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
