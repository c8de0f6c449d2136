using System.Text.RegularExpressions;
using HwAgent.Evaluation.Grading;
using HwAgent.Toolchain;

namespace HwAgent.Evals.Repair;

/// <summary>Grades faulty modules as they are: each must fail, in the way its log says.</summary>
public static partial class FaultAudit
{
    /// <summary>One finding for each sample, in their order.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="samples">See <see cref="RepairBenchmark.ReadFaulty"/>.</param>
    /// <param name="jobs">Gradings at once; the result does not depend on it.</param>
    /// <param name="progress">Told how many samples are done.</param>
    /// <param name="cancellation">Cancels the tools.</param>
    public static async Task<IReadOnlyList<FaultFinding>> RunAsync(RtlTools tools, IReadOnlyList<FaultyProblem> samples, int jobs, Action<int> progress, CancellationToken cancellation)
    {
        var grader = new RepairBenchmark().CreateGrader(tools);
        var findings = new FaultFinding[samples.Count];
        var done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, samples.Count),
            new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation },
            async (index, cancel) =>
            {
                var grade = await grader.GradeAsync(samples[index].Problem, samples[index].Faulty.Code, cancel).ConfigureAwait(false);
                findings[index] = Finding(samples[index], grade);
                progress(Interlocked.Increment(ref done));
            }).ConfigureAwait(false);
        return findings;
    }

    private static FaultFinding Finding(FaultyProblem sample, RtlGrade grade) => new(
        sample.Problem.Id, sample.Logged, sample.LoggedMismatches, Kind(grade), grade.OfficialReason, grade.Outcome, grade.Diagnostics.Count == 0 ? "" : grade.Diagnostics[0].ToString());

    /// <summary>The words of <c>execution.py</c>.</summary>
    private static FaultKind Kind(RtlGrade grade) => grade.OfficialReason switch
    {
        _ when grade.OfficialPassed == true => FaultKind.None,
        "failed: syntax error." or "failed: compile error." => FaultKind.Compile,
        "timed out" => FaultKind.TimedOut,
        var reason when Counted().IsMatch(reason) => FaultKind.Mismatch,
        _ => FaultKind.Other,
    };

    /// <summary>Tables of the findings, a line each: counts by log and verdict, then every disagreement.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<FaultFinding> findings)
    {
        yield return $"{findings.Count} faulty modules: official verdict as the log says {findings.Count(static finding => finding.OfficialAgrees)}, strict verdict as the log says {findings.Count(static finding => finding.StrictAgrees)}";
        foreach (var group in findings.GroupBy(static finding => (finding.Logged, finding.Official, finding.Outcome)).OrderBy(static group => group.Key))
        {
            yield return $"  log {group.Key.Logged}, official {group.Key.Official}, strict {group.Key.Outcome}: {group.Count()}";
        }

        foreach (var finding in findings.Where(static finding => !finding.OfficialAgrees || !finding.StrictAgrees))
        {
            yield return $"{finding.Problem}: log {finding.Logged}, official {finding.Official} ({finding.OfficialReason}), strict {finding.Outcome}; {finding.Finding}";
        }
    }

    [GeneratedRegex(@"^failed: \d+ out of \d+ samples\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Counted();
}
