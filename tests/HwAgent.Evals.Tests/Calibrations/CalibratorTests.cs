using System.Text.Json;
using HwAgent.Evals.Calibrations;
using HwAgent.Evals.VerilogEval;

namespace HwAgent.Evals.Tests.Calibrations;

public sealed class CalibratorTests(BenchmarkFixture fixture)
{
    [Fact]
    public async Task RunAsync_FewProblems_GivesTheSameForAnyNumberOfJobs()
    {
        var benchmark = new VerilogEvalBenchmark("spec-to-rtl");
        var problems = BenchmarkFixture.Problems("spec-to-rtl", "Prob014_andgate", "Prob035_count1to10", "Prob099_m2014_q6c");
        var texts = new List<string>();
        foreach (var jobs in (int[])[1, 3])
        {
            var options = new CalibrationOptions { MutantsPerProblem = 6, Jobs = jobs, Attacks = [.. Attacks.All.Where(static attack => attack.Name is "null" or "zeros")] };
            var calibration = await new Calibrator(fixture.Tools, benchmark.CreateGrader(fixture.Tools), options).RunAsync(benchmark.Name, problems, TestContext.Current.CancellationToken);

            Assert.Equal((3, 2, 2, 1), (calibration.Problems, calibration.OfficialReferences, calibration.StrictReferences, calibration.Excluded));
            Assert.Empty(calibration.FailedReferences);
            Assert.Empty(calibration.Blind);
            Assert.Equal(["Prob014_andgate", "Prob035_count1to10"], calibration.Mutations.Select(static score => score.Problem));
            Assert.Equal(1, calibration.MutationScore);
            Assert.InRange(calibration.Mutations[1].Different, 3, 6);
            texts.Add(JsonSerializer.Serialize(calibration));
        }

        Assert.Equal(texts[0], texts[1]);
    }

    /// <summary>The testbench of this problem leaves the output unknown almost everywhere: most faults are seen by random stimulus alone.</summary>
    [Fact]
    public async Task MutateAsync_FaultTheTestbenchDoesNotReach_IsNamed()
    {
        var benchmark = new VerilogEvalBenchmark("spec-to-rtl");
        var problem = BenchmarkFixture.Problems("spec-to-rtl", "Prob053_m2014_q4d")[0];

        var score = await new Calibrator(fixture.Tools, benchmark.CreateGrader(fixture.Tools)).MutateAsync(problem, TestContext.Current.CancellationToken);

        Assert.InRange(score.Rejected, 0, score.Different - 1);
        Assert.Equal(score.Different - score.Rejected, score.Accepted.Count);
        Assert.True(score.Score < 1);
    }
}
