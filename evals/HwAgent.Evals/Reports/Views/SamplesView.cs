using HwAgent.Agent.Reports;
using HwAgent.Evals.Runs;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Reports.Views;

/// <summary>Every answer. So that a large run stays one page that opens, the code of answers that passed is left to its files once the page is full.</summary>
internal sealed record SamplesView(IReadOnlyList<SampleView> Rows, string Note)
{
    /// <summary>Characters of code and findings, together.</summary>
    private const long Room = 6_000_000;

    public static SamplesView From(EvalReportInput input)
    {
        var whole = new HashSet<(string, int)>();
        var used = 0L;
        foreach (var sample in input.Samples.OrderBy(sample => sample.Grade.Strict == StrictVerdict.Passed))
        {
            used += Size(sample);
            if (used > Room) break;
            whole.Add((sample.Problem, sample.Sample));
        }

        var left = input.Samples.Count - whole.Count;
        return new SamplesView(
            [.. input.Samples.Select(sample => SampleView.Of(sample, whole.Contains((sample.Problem, sample.Sample))))],
            left == 0 ? "" : $"{Words.Plural(left, "answer")} without code here, so that the page stays small: see samples/.");
    }

    private static long Size(SampleResult sample) =>
        500 + (sample.Solution.Code?.Length ?? 0) + sample.Solution.Turns.Sum(turn => (turn.Code?.Length ?? 0) + turn.Diagnostics.Sum(finding => 200L + finding.Message.Length + (finding.Excerpt?.Length ?? 0)));
}
