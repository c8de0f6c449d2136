using System.Globalization;
using HwAgent.Agent.Reports;

namespace HwAgent.Evals.Reports.Views;

/// <summary>Both scores, and what does not count.</summary>
internal sealed record ScoresView(string Headline, IReadOnlyList<string> Ks, IReadOnlyList<ScoreRow> Rows, IReadOnlyList<string> Notes)
{
    public static ScoresView From(EvalReportInput input)
    {
        var result = input.Result;
        var notes = new List<string>();
        if (result.Excluded.Count > 0) notes.Add($"Excluded from the strict score, because the problem itself is wrong: {string.Join(", ", result.Excluded)}.");
        if (result.Unreachable > 0) notes.Add($"{Words.Plural(result.Unreachable, "answer")} could not be asked for, because no model could be reached. They count as failures, but they are not the model's.");
        if (result.Trouble.Count > 0) notes.Add("Trouble with endpoints and replies: " + string.Join(", ", result.Trouble.Select(t => $"{t.Key} {t.Value}")) + ".");
        return new ScoresView(
            string.Create(CultureInfo.InvariantCulture, $"{result.Strict.Passed} of {result.Strict.Total} answers pass ({100 * result.Strict.PassAt1:0.0} %)"),
            [.. result.Strict.PassAtK.Keys], [ScoreRow.Of("strict", result.Strict), ScoreRow.Of("official", result.Official)], notes);
    }
}
