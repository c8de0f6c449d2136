using HwAgent.Evals.Repair;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Tests.Repair;

/// <summary>Samples of both files under the real grader; the whole files are graded by <c>hwagent eval faults</c>, see evals/LOG.md.</summary>
public sealed class FaultAuditTests(GradingFixture fixture)
{
    [Theory]
    // As the log says: a declaration that the compiler rejects, a syntax error, a mismatch with the very count, a simulation that never ends.
    [InlineData("verilogeval-syntax.jsonl", "2012_q2b_295", FaultKind.Compile, RtlOutcome.CompileError)]
    [InlineData("verilogeval-simulate.jsonl", "2012_q2b_3519", FaultKind.Mismatch, RtlOutcome.Mismatch)]
    // A warning is enough for the official rule; the strict one simulates.
    [InlineData("verilogeval-syntax.jsonl", "norgate_2181", FaultKind.Compile, RtlOutcome.Mismatch)]
    // Not as the log says, each for a reason in evals/LOG.md: Icarus 11 takes a port declared again as a net; a second endmodule.
    [InlineData("verilogeval-syntax.jsonl", "gates100_1899", FaultKind.None, RtlOutcome.Correct)]
    [InlineData("verilogeval-simulate.jsonl", "fadd_9974", FaultKind.Compile, RtlOutcome.CompileError)]
    public async Task RunAsync_Sample_IsClassified(string name, string id, FaultKind official, RtlOutcome strict)
    {
        var sample = new RepairBenchmark().ReadFaulty(GradingFixture.Data("rtlfixer/" + name)).Single(sample => sample.Problem.Id == id);
        var done = 0;
        var finding = Assert.Single(await FaultAudit.RunAsync(fixture.Tools, [sample], 1, count => done = count, TestContext.Current.CancellationToken));
        Assert.Equal((id, official, strict, 1), (finding.Problem, finding.Official, finding.Outcome, done));
        Assert.Equal(official == sample.Logged, finding.OfficialAgrees);
        if (official == FaultKind.Mismatch) Assert.StartsWith($"failed: {sample.LoggedMismatches} out of ", finding.OfficialReason);
    }

    [Fact]
    public void Lines_Findings_CountsThemAndNamesDisagreements()
    {
        FaultFinding[] findings =
        [
            new("a_1", FaultKind.Compile, null, FaultKind.Compile, "failed: compile error.", RtlOutcome.CompileError, ""),
            new("b_2", FaultKind.Mismatch, 4, FaultKind.Compile, "failed: syntax error.", RtlOutcome.Refused, "refused"),
            new("c_3", FaultKind.TimedOut, null, FaultKind.TimedOut, "timed out", RtlOutcome.LimitExceeded, ""),
        ];
        var lines = FaultAudit.Lines(findings).ToArray();
        Assert.Equal("3 faulty modules: official verdict as the log says 2, strict verdict as the log says 2", lines[0]);
        Assert.Contains("  log Compile, official Compile, strict CompileError: 1", lines);
        Assert.Equal("b_2: log Mismatch, official Compile (failed: syntax error.), strict Refused; refused", lines[^1]);
        Assert.Equal(5, lines.Length);
    }
}
