using System.Globalization;
using HwAgent.Agent.Reports;
using HwAgent.Evals.Results;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Reports.Views;

/// <summary>Every problem with both verdicts.</summary>
internal sealed record ProblemsView(IReadOnlyList<RateRow> Rows)
{
    private const int LongestReason = 300;

    public static ProblemsView From(EvalReportInput input) => new([.. input.Result.Problems.Select(Row)]);

    /// <summary>A share as a width in per cent.</summary>
    public static string Percent(int passed, int total) => total == 0 ? "0" : (100.0 * passed / total).ToString("0.#", CultureInfo.InvariantCulture);

    private static RateRow Row(ProblemResult problem)
    {
        var total = problem.Samples.Count;
        var tone = problem.Strict switch { StrictVerdict.Excluded => "", StrictVerdict.Passed when problem.StrictPassed == total => "met", StrictVerdict.Passed => "", _ => "missed" };
        return new RateRow(
            problem.Id, $"{total}", problem.Strict == StrictVerdict.Excluded ? "excluded" : $"{problem.StrictPassed} of {total}", Percent(problem.StrictPassed, total),
            problem.Official is null ? NumberText.None : $"{problem.OfficialPassed} of {total}", PlainText.Line(problem.Reason, LongestReason),
            problem.MutationScore?.ToString("0.00", CultureInfo.InvariantCulture) ?? NumberText.None, NumberText.Count(problem.Usage.TotalTokens),
            problem.Usage.CostUsd?.ToString("0.0000", CultureInfo.InvariantCulture) ?? NumberText.None, tone);
    }
}
