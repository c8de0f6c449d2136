using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Grading;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.SelfChecking;

/// <summary>
/// RTLLM, to the letter: <c>auto_run.py</c> and the makefiles at commit 41b26896 of https://github.com/hkust-zhiyao/RTLLM. The answer and
/// the testbench are compiled with a default time scale of 1ns/1ns (<c>-timescale=1ns/1ns</c>); the simulation may take 8 seconds; the
/// answer passes when what it printed holds <c>Pass</c> or <c>pass</c> anywhere. The script itself runs VCS: here it is Icarus, and
/// CPU time instead of elapsed time.
/// </summary>
public sealed class BannerRule : IOfficialRule
{
    /// <summary>What the script gives a simulation.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    public string Name => "rtllm auto_run 1";

    /// <summary>A directive in a file before the others is what the compiler's default is; the reference has no part in it.</summary>
    public IReadOnlyList<RtlSource> Files(RtlProblem problem, string testbench, string reference, string answer) =>
        [new("timescale.v", "`timescale 1ns/1ns\n"), new(AnalyzeRule.AnswerFile, answer), new("testbench.v", testbench)];

    public (bool Passed, string Reason) Judge(BenchRun run, string answer)
    {
        if (!run.Compiled) return (false, "syntax");
        if (run.TimedOut) return (false, "timed out");
        return run.RunLog.Contains("Pass", StringComparison.Ordinal) || run.RunLog.Contains("pass", StringComparison.Ordinal) ? (true, "pass") : (false, "no pass");
    }
}
