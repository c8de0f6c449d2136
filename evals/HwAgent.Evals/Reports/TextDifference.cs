using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace HwAgent.Evals.Reports;

/// <summary>What changed from one turn's code to the next, by lines.</summary>
internal static class TextDifference
{
    /// <summary>Unchanged lines that are kept around a change.</summary>
    private const int Context = 2;

    /// <summary>Beyond this many characters the two are not compared: finding the shortest difference would take longer than reading it.</summary>
    private const int LongestText = 200_000;

    /// <summary>Lines with a mark each: <c>+</c>, <c>-</c>, blank, or <c>…</c> for lines left out; empty for equal texts.</summary>
    public static IReadOnlyList<(char Mark, string Text)> Of(string before, string after)
    {
        if (before.Length > LongestText || after.Length > LongestText) return [('…', "too long to compare")];
        var lines = new InlineDiffBuilder(new Differ()).BuildDiffModel(before, after, ignoreWhitespace: false).Lines;
        if (lines.All(line => line.Type == ChangeType.Unchanged)) return [];
        var result = new List<(char, string)>();
        for (var i = 0; i < lines.Count; i++)
        {
            var near = Enumerable.Range(i - Context, 2 * Context + 1).Any(j => j >= 0 && j < lines.Count && lines[j].Type != ChangeType.Unchanged);
            if (near) result.Add((Mark(lines[i].Type), lines[i].Text ?? ""));
            else if (result.Count == 0 || result[^1].Item1 != '…') result.Add(('…', ""));
        }

        return result;
    }

    private static char Mark(ChangeType type) => type switch { ChangeType.Inserted => '+', ChangeType.Deleted => '-', _ => ' ' };
}
