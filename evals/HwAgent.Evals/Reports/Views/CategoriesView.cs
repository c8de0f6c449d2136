using System.Globalization;
using HwAgent.Agent.Reports;
using HwAgent.Evals.Results;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Reports.Views;

/// <summary>Pass rates by the benchmark's own categories; none where it has none.</summary>
internal sealed record CategoriesView(IReadOnlyList<RateRow> Rows)
{
    public static CategoriesView From(EvalReportInput input)
    {
        var groups = input.Result.Problems.Where(problem => problem.Category.Length > 0).GroupBy(problem => problem.Category).OrderBy(group => group.Key, StringComparer.Ordinal);
        return new CategoriesView([.. groups.Select(Row)]);
    }

    private static RateRow Row(IGrouping<string, ProblemResult> group)
    {
        var judged = group.Where(problem => problem.Strict != StrictVerdict.Excluded).ToList();
        var (passed, total) = (judged.Sum(problem => problem.StrictPassed), judged.Sum(problem => problem.Samples.Count));
        var usage = ResultBuilder.Sum(group.Select(problem => problem.Usage));
        return new RateRow(
            group.Key, $"{group.Count()}", $"{passed} of {total}", ProblemsView.Percent(passed, total), $"{group.Sum(problem => problem.OfficialPassed)} of {group.Sum(problem => problem.Samples.Count)}", "", "",
            NumberText.Count(usage.TotalTokens), usage.CostUsd?.ToString("0.0000", CultureInfo.InvariantCulture) ?? NumberText.None, "");
    }
}
