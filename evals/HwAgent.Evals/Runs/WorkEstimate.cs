using System.Text.RegularExpressions;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Runs;

/// <summary>A guess which problems simulate longest, so that the longest one does not start last.</summary>
internal static partial class WorkEstimate
{
    /// <summary>Cycles that the testbench repeats times the widest vector: no unit, only an order.</summary>
    public static double Of(RtlProblem problem)
    {
        var cycles = Repeat().Matches(problem.Testbench).Sum(match => double.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
        var width = Range().Matches(problem.Reference).Select(match => double.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max() + 1;
        return (cycles + 1) * width;
    }

    [GeneratedRegex(@"\brepeat\s*\(\s*(\d{1,9})\s*\)")]
    private static partial Regex Repeat();

    [GeneratedRegex(@"\[\s*(\d{1,6})\s*:\s*0\s*\]")]
    private static partial Regex Range();
}
