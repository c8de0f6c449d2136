using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Mapping;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Rtl;
using HwAgent.Evaluation.Simulation;
using HwAgent.Evaluation.Stages;
using HwAgent.Evaluation.Tests.Files;
using HwAgent.Evaluation.Tests.Rtl;

namespace HwAgent.Evaluation.Tests.Candidates;

public sealed class CandidateEvaluatorTests(RtlToolsFixture fixture)
{
    private static string Requantiser => AcceleratorTemplates.RenderUnit("hwa_requantiser", SmallDesign.Hardware).Text;

    [Fact]
    public async Task EvaluateAsync_TemplateDesign_PassesEveryStage()
    {
        var told = new List<Stage>();
        var evaluation = await EvaluateAsync(SmallDesign.Candidate, told);

        Assert.True(evaluation.IsCorrect, string.Join('\n', evaluation.Stages.SelectMany(s => s.Diagnostics)));
        Assert.Equal(Enum.GetValues<Stage>(), told);
        Assert.Equal(0, evaluation.Lint!.Warnings);
        Assert.Equal(SmallDesign.Point.LatencyCycles, evaluation.Simulation!.Cycles);
        Assert.Equal(0, evaluation.Simulation.Mismatches);
        Assert.True(evaluation.Simulation.Complete);
        Assert.Equal(SmallDesign.Point.Tasks.Sum(t => t.Task.Shape.Macs * t.Task.Repeats) / (evaluation.PredictedCycles * 16.0), evaluation.Utilisation, 12);
        Assert.Equal(evaluation.Synthesis!.AreaGateEquivalents, evaluation.Score!.AreaGateEquivalents);
    }

    [Fact]
    public async Task EvaluateAsync_BlockTooLarge_EndsAtTheRules()
    {
        var task = SmallDesign.Point.Tasks[0];
        var candidate = SmallDesign.Candidate with { Point = SmallDesign.Point with { Tasks = [task with { Mapping = new GemmMapping(4096, 4096, 4096, BlockOrder.RowsOuter) }] } };

        await FailsAsync(candidate, Stage.Rules);
    }

    [Fact]
    public async Task EvaluateAsync_WrongUnit_FailsItsContractWithTheMismatch()
    {
        var evaluation = await FailsAsync(With("hwa_requantiser.sv", Requantiser.Replace(">>> shift_q", ">> shift_q", StringComparison.Ordinal)), Stage.Units);

        var mismatch = Assert.Single(evaluation.Stages[^1].Diagnostics, d => d.Code == "contract.mismatch");
        Assert.Contains("data_o", mismatch.ToString() + mismatch.Excerpt, StringComparison.Ordinal);
        Assert.Equal(["hwa_requantiser"], evaluation.ProposedUnits);
        Assert.Null(evaluation.Simulation);
    }

    [Theory]
    [InlineData("initial $system(\"id\");")]
    [InlineData("import \"DPI-C\" function void steal();")]
    [InlineData("initial $c(\"abort();\");")]
    [InlineData("`include \"/etc/passwd\"")]
    [InlineData("initial $finish;")]
    public async Task EvaluateAsync_HostileUnit_FailsThePolicy(string line)
    {
        var evaluation = await FailsAsync(With("hwa_requantiser.sv", Requantiser.Replace("endmodule", line + "\nendmodule", StringComparison.Ordinal)), Stage.Policy);

        Assert.Contains(evaluation.Stages[^1].Diagnostics, d => d.Code.StartsWith("policy.", StringComparison.Ordinal) && d.File == "hwa_requantiser.sv" && d.Line > 0);
        Assert.Null(evaluation.Lint);
    }

    [Fact]
    public async Task EvaluateAsync_UnitThatTheAcceleratorHasNot_FailsThePolicy()
    {
        var evaluation = await FailsAsync(With("hwa_warp_drive.sv", "module hwa_warp_drive; endmodule\n"), Stage.Policy);

        Assert.Contains(evaluation.Stages[^1].Diagnostics, d => d.Code == "policy.unknown-unit" && d.Advice!.Contains("hwa_requantiser", StringComparison.Ordinal));
    }

    private static Candidate With(string name, string text) => SmallDesign.Candidate with { Units = [new RtlSource(name, text)] };

    private async Task<CandidateEvaluation> FailsAsync(Candidate candidate, Stage stage)
    {
        var evaluation = await EvaluateAsync(candidate, []);
        Assert.Equal(stage, evaluation.Stages[^1].Stage);
        Assert.False(evaluation.Stages[^1].Passed);
        Assert.All(evaluation.Stages.SkipLast(1), s => Assert.True(s.Passed));
        Assert.False(evaluation.IsCorrect);
        Assert.Null(evaluation.Score);
        return evaluation;
    }

    private Task<CandidateEvaluation> EvaluateAsync(Candidate candidate, List<Stage> told) =>
        new CandidateEvaluator(fixture.Tools, SmallDesign.Spec, new SimulationLimits { StressRuns = 2 })
            .EvaluateAsync(candidate, stage => told.Add(stage.Stage), (_, _, _) => { }, TestContext.Current.CancellationToken);
}
