using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Solving;
using HwAgent.Core.Diagnostics;
using HwAgent.Evals.Results;
using HwAgent.Evals.Runs;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Tests;

/// <summary>Checkpoints and problems made by hand, for what is a function of them.</summary>
internal static class EvalFixtures
{
    public static UsageTotals NoUsage => new(0, 0, 0, 0, 0m, 0, 0, 0);

    public static EvalSettings Settings => new() { Benchmark = "verilogeval/spec-to-rtl", Model = "test", Strategy = "none", Samples = 1 };

    public static RtlProblem Problem(string id) => new()
    {
        Id = id, Prompt = "Drive 0.", Module = "TopModule", Reference = "module RefModule(output y); assign y = 0; endmodule", ReferenceModule = "RefModule", Testbench = "module tb; endmodule", TestbenchTop = "tb",
    };

    public static SampleResult Sample(string problem, int sample, bool passed, string officialReason = "", Solution? solution = null, params IReadOnlyList<Diagnostic> diagnostics) => new()
    {
        Problem = problem,
        Sample = sample,
        Solution = solution ?? Solution("module TopModule(output y); endmodule"),
        Grade = new RtlGrade
        {
            OfficialPassed = passed, OfficialReason = officialReason.Length > 0 ? officialReason : passed ? "." : "R", Strict = passed ? StrictVerdict.Passed : StrictVerdict.Failed,
            Outcome = passed ? RtlOutcome.Correct : RtlOutcome.Mismatch, Simulator = "icarus", Samples = 20, Mismatches = passed ? 0 : 3, Diagnostics = diagnostics,
        },
    };

    public static Solution Solution(string? code, StopReason reason = StopReason.DesignerFinished, params IReadOnlyList<SolutionTurn> turns) => new()
    {
        Code = code, Turns = turns.Count > 0 ? turns : [new SolutionTurn(1, "test", code, "accepted", [])], StopReason = reason, Model = code is null ? "" : "test", Usage = NoUsage, Trouble = new Dictionary<string, int>(),
    };

    public static EvalResult Result(EvalSettings settings, params IReadOnlyList<SampleResult> samples) =>
        ResultBuilder.Build(settings, [.. samples.Select(sample => sample.Problem).Distinct().Select(Problem)], samples, null, new Dictionary<string, string> { ["iverilog"] = "11.0" });
}
