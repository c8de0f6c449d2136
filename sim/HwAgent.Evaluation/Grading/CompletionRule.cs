using System.Text.RegularExpressions;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.Grading;

/// <summary>
/// VerilogEval v1, to the letter: <c>execution.py</c> at commit 4fa0ac4e. Testbench and answer are compiled as one text; whatever a
/// tool writes to its error stream fails, and the first line of mismatches decides.
/// </summary>
public sealed partial class CompletionRule : IOfficialRule
{
    public string Name => "verilog-eval-v1 1";

    /// <summary>The testbench of this version holds the reference.</summary>
    public IReadOnlyList<RtlSource> Files(RtlProblem problem, string testbench, string reference, string answer) =>
        [new("test.sv", testbench), new(AnalyzeRule.AnswerFile, answer)];

    public (bool Passed, string Reason) Judge(BenchRun run, string answer)
    {
        if (run.TimedOut) return (false, "timed out");
        var errors = run.CompileLog + run.RunErrors;
        if (errors.Contains("syntax error", StringComparison.Ordinal)) return (false, "failed: syntax error.");
        if (errors.Length > 0) return (false, "failed: compile error.");
        if (Mismatches().Match(run.RunLog) is not { Success: true } match) return (false, "failed: info string not matched.");
        return match.Groups["count"].Value.All(static digit => digit == '0') ? (true, "passed") : (false, $"failed: {match.Groups["count"].Value} out of {match.Groups["total"].Value} samples.");
    }

    [GeneratedRegex(@"Mismatches: (?<count>[0-9]+) in (?<total>[0-9]+) samples", RegexOptions.CultureInvariant)]
    private static partial Regex Mismatches();
}
