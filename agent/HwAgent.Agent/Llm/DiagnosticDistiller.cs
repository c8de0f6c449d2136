using System.Text;
using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;

namespace HwAgent.Agent.Llm;

/// <summary>
/// Turns findings into the short text of a repair prompt: first cause first, each once, with the offending lines.
/// A tool's later errors are often consequences of its first, so order within a severity is kept.
/// </summary>
public static partial class DiagnosticDistiller
{
    private const int MaxLineLength = 160;
    private const int ContextLines = 1;

    /// <summary>At most <paramref name="maxLines"/> lines of text, LF between them; empty when there is nothing to say.</summary>
    /// <param name="diagnostics">In the order of the tool; notes are left out when there is anything worse.</param>
    /// <param name="sources">The texts that the diagnostics point into, by file name.</param>
    /// <param name="maxLines">Upper limit, the closing line about omitted findings included; at least 2.</param>
    public static string Distill(IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<RtlSource> sources, int maxLines = 40)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLines, 2);
        var worst = diagnostics.Count == 0 ? DiagnosticSeverity.Note : diagnostics.Max(d => d.Severity);
        var groups = diagnostics
            .Where(d => d.Severity > DiagnosticSeverity.Note || worst == DiagnosticSeverity.Note)
            .OrderByDescending(d => d.Severity)
            .GroupBy(d => (d.Tool, d.Code, Kind: Names().Replace(d.Message, "_")))
            .Select(g => g.DistinctBy(d => (d.File, d.Line, d.Message)).ToList())
            .ToList();
        var texts = sources.GroupBy(s => s.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Text.Split('\n'), StringComparer.Ordinal);
        var lines = new List<string>();
        var shown = 0;
        foreach (var group in groups)
        {
            var entry = Entry(shown + 1, group, texts);
            var left = maxLines - lines.Count - (shown + 1 < groups.Count ? 1 : 0);
            if (shown > 0 && entry.Count > left) break;
            lines.AddRange(entry.Take(left));
            shown++;
        }

        if (shown < groups.Count) lines.Add($"({groups.Count - shown} further kinds of finding are left out: they may be consequences of the first.)");
        return string.Join('\n', lines);
    }

    private static List<string> Entry(int number, List<Diagnostic> group, Dictionary<string, string[]> texts)
    {
        var first = group[0];
        var lines = new List<string> { $"{number}. {first.Severity.ToString().ToLowerInvariant()} {first.Tool} {first.Code}{Place(first)}: {Shorten(first.Message)}" };
        if (first.Advice is { } advice) lines.Add("   advice: " + Shorten(advice));
        lines.AddRange(Excerpt(first, texts));
        if (group.Count > 1)
        {
            var others = group.Skip(1).Take(5).Select(d => Place(d).Trim()).Where(p => p.Length > 0).Distinct().ToList();
            lines.Add($"   also {group.Count - 1} more like it{(others.Count == 0 ? "" : ": " + string.Join(", ", others) + (group.Count - 1 > others.Count ? ", ..." : ""))}");
        }

        return lines;
    }

    private static string Place(Diagnostic d) => d.File is null ? d.Line is { } only ? $" line {only}" : "" : d.Line is { } line ? $" {d.File}:{line}" : $" {d.File}";

    private static IEnumerable<string> Excerpt(Diagnostic d, Dictionary<string, string[]> texts)
    {
        if (d.File is { } file && d.Line is { } line && texts.TryGetValue(file, out var text) && line >= 1 && line <= text.Length)
        {
            for (var i = Math.Max(1, line - ContextLines); i <= Math.Min(text.Length, line + ContextLines); i++)
            {
                if (i == line || text[i - 1].Trim().Length > 0) yield return $"   {(i == line ? '>' : ' ')}{i,4} | {Shorten(text[i - 1])}";
            }
        }
        else if (d.Excerpt is { } excerpt)
        {
            foreach (var shown in excerpt.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Take((2 * ContextLines) + 1)) yield return "        | " + Shorten(shown);
        }
    }

    // Tools and models put control characters and very long lines into messages; neither helps a model.
    private static string Shorten(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings(" ").TrimEnd()) clean.Append(char.IsControl(c) && c != '\t' ? ' ' : c);
        return clean.Length <= MaxLineLength ? clean.ToString() : clean.ToString(0, MaxLineLength) + " ...";
    }

    // Two messages that differ in quoted names and numbers only are of one kind.
    [GeneratedRegex(@"'[^']*'|""[^""]*""|\b\d+\b")]
    private static partial Regex Names();
}
