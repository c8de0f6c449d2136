using HwAgent.Evals.Calibrations;
using HwAgent.Evals.VerilogEval;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Tests.Calibrations;

/// <summary>Each attack by itself against real problems: the strict verdict falls for none.</summary>
public sealed class AttackTests(BenchmarkFixture fixture)
{
    /// <summary>Attacks that the official rule of version 2 is known to fall for: the calibration must show them as what they are.</summary>
    private static readonly string[] OfficialFallsFor =
    [
        "null", "stop", "fatal", "finish-in-generate", "finish-in-function", "finish-in-macro", "finish-in-pasted-macro", "reference-instance", "reference-upward",
        "reference-net", "reference-escaped", "reference-hidden-block", "reference-module", "print-pass", "write-log",
    ];

    public static TheoryData<string> Names => [.. Attacks.All.Select(static attack => attack.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task AttackAsync_RealProblems_StrictRejectsIt(string name)
    {
        var attack = Attacks.All.Single(attack => attack.Name == name);
        var problems = BenchmarkFixture.Problems("spec-to-rtl", attack.RunsToLimit ? ["Prob031_dff"] : ["Prob031_dff", "Prob035_count1to10"]);
        var grader = new TestbenchGrader(fixture.Tools, new AnalyzeRule(), ErrataFile.For("verilogeval/spec-to-rtl"), TimeSpan.FromSeconds(2));

        var score = await new Calibrator(fixture.Tools, grader).AttackAsync(attack, problems, TestContext.Current.CancellationToken);

        Assert.Equal((problems.Count, 0), (score.Tried, score.StrictPassed));
        Assert.Empty(score.Accepted);
        if (OfficialFallsFor.Contains(name)) Assert.Equal(problems.Count, score.OfficialPassed);
    }

    /// <summary>The other version has other names and another rule.</summary>
    [Theory]
    [InlineData("null")]
    [InlineData("reference-instance")]
    [InlineData("reference-module")]
    [InlineData("print-pass")]
    public async Task AttackAsync_VersionOne_FoolsTheOfficialRuleAlone(string name)
    {
        var benchmark = new VerilogEvalBenchmark("v1-human");

        var score = await new Calibrator(fixture.Tools, benchmark.CreateGrader(fixture.Tools))
            .AttackAsync(Attacks.All.Single(attack => attack.Name == name), BenchmarkFixture.Problems("v1-human", "dff"), TestContext.Current.CancellationToken);

        Assert.Equal((1, 1, 0), (score.Tried, score.OfficialPassed, score.StrictPassed));
    }
}
