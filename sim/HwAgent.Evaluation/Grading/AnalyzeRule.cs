using System.Text.RegularExpressions;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.Grading;

/// <summary>
/// VerilogEval v2, to the letter: its Makefile (compile, <c>timeout 30</c>, both into one log) and <c>analyze_result</c> of its script
/// <c>sv-iv-analyze</c> at commit c498220d. Reasons are that script's letters.
/// </summary>
public sealed partial class AnalyzeRule : IOfficialRule
{
    /// <summary>The file name that the answer has in this rule.</summary>
    public const string AnswerFile = "sample.sv";

    /// <summary>First hit ends the reading of the log; in the order of the script, which looks for each of them in each line.</summary>
    private static readonly (string Words, string Reason)[] Decisive =
    [
        ("syntax error", "S"),
        ("error: This assignment requires an explicit cast", "e"),
        ("error: Sized numeric constant must have a size greater than zero", "0"),
        ("warning: always_comb process has no sensitivities", "n"),
        ("found no sensitivities so it will never trigger", "n"),
        ("is declared here as wire", "w"),
        ("Unknown module type", "m"),
        ("Unable to bind wire/reg/memory `clk'", "c"),
        ("TIMEOUT", "T"),
    ];

    public string Name => "sv-iv-analyze 1";

    public IReadOnlyList<RtlSource> Files(RtlProblem problem, string testbench, string reference, string answer) =>
        [new(AnswerFile, answer), new("test.sv", testbench), new("ref.sv", reference)];

    public (bool Passed, string Reason) Judge(BenchRun run, string answer)
    {
        var reason = Analyze(run.CompileLog + run.RunLog + run.RunErrors + (run.TimedOut ? "\nTIMEOUT\n" : string.Empty), answer);
        return (reason == ".", reason);
    }

    /// <summary>The letter for a log: <c>.</c> passes.</summary>
    /// <param name="log">Compiler and simulator, in order.</param>
    /// <param name="answer">The answer, in which the script looks for the likely cause of a mismatch.</param>
    public static string Analyze(string log, string answer)
    {
        var (error, unbound, noMismatch) = (false, false, false);
        foreach (var line in log.Split('\n'))
        {
            error |= line.Contains("error", StringComparison.Ordinal) && !line.Contains("syntax error", StringComparison.Ordinal);
            unbound |= line.Contains("Unable to bind wire/reg", StringComparison.Ordinal);
            foreach (var (words, reason) in Decisive)
            {
                if (line.Contains(words, StringComparison.Ordinal)) return reason;
            }

            if (Mismatches().Match(line) is { Success: true } match) noMismatch |= match.Groups["count"].Value.All(static digit => digit == '0');
        }

        if (unbound) return "p";
        if (error) return "C";
        if (noMismatch) return ".";
        return answer.Contains("posedge reset", StringComparison.Ordinal) || answer.Contains("negedge reset", StringComparison.Ordinal) || answer.Contains("posedge r)", StringComparison.Ordinal) ? "r" : "R";
    }

    [GeneratedRegex(@"^Mismatches: (?<count>\d+) in \d+ samples$", RegexOptions.CultureInvariant)]
    private static partial Regex Mismatches();
}
