namespace HwAgent.Toolchain.Policy;

/// <summary>Quotes a line of a source.</summary>
internal static class SourceExcerpt
{
    /// <summary>The line without its end, cut to a length; null when the text has no such line.</summary>
    public static string? Of(string text, int line, int maximumCharacters = 400)
    {
        var start = 0;
        for (var current = 1; current < line; current++)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) return null;
            start = end + 1;
        }

        if (line < 1) return null;
        var stop = text.IndexOf('\n', start);
        var quoted = text[start..(stop < 0 ? text.Length : stop)].TrimEnd();
        return quoted.Length <= maximumCharacters ? quoted : quoted[..maximumCharacters] + "...";
    }
}
