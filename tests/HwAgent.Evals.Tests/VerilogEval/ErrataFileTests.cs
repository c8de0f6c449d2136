using HwAgent.Evals.Calibrations;
using HwAgent.Evals.VerilogEval;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Tests.VerilogEval;

public sealed class ErrataFileTests(BenchmarkFixture fixture)
{
    public static TheoryData<string> Sets => [.. VerilogEvalSet.All.Select(static set => set.Name)];

    [Theory]
    [MemberData(nameof(Sets))]
    public void For_Set_NamesProblemsThatAreThere(string set)
    {
        var errata = ErrataFile.For("verilogeval/" + set);

        Assert.Subset(BenchmarkFixture.Problems(set).Select(static problem => problem.Id).ToHashSet(), errata.Keys.ToHashSet());
        Assert.All(errata.Values, static erratum =>
        {
            Assert.NotEmpty(erratum.What);
            Assert.Matches("^(https://github.com/NVlabs/verilog-eval/|seen: |the calibration finds it)", erratum.Source);
        });
    }

    /// <summary>
    /// The rule and the list agree: what the calibration finds blind is excluded, and where the list says that the calibration finds it,
    /// it does. Beside those stand problems in which a constant is the right answer, and ordinary ones.
    /// </summary>
    [Theory]
    [InlineData("spec-to-rtl", "Prob053_m2014_q4d", "Prob001_zero", "Prob002_m2014_q4i", "Prob003_step_one", "Prob031_dff")]
    [InlineData("code-complete", "Prob053_m2014_q4d", "Prob001_zero", "Prob003_step_one", "Prob031_dff")]
    [InlineData("v1-human", "m2014_q4d", "zero", "step_one", "dff")]
    [InlineData("v1-machine", "m2014_q4d,2012_q2fsm,fsm_ps2", "zero", "step_one", "dff")]
    public async Task For_BlindProblems_ExcludesWhatTheCalibrationFinds(string set, string blind, params string[] others)
    {
        var benchmark = new VerilogEvalBenchmark(set);
        var errata = ErrataFile.For(benchmark.Name);
        string[] expected = [.. blind.Split(',').Order(StringComparer.Ordinal)];
        var options = new CalibrationOptions { MutantsPerProblem = 0, Attacks = [.. Attacks.All.Where(static attack => attack.Name is "zeros" or "ones")] };

        var calibration = await new Calibrator(fixture.Tools, benchmark.CreateGrader(fixture.Tools), options)
            .RunAsync(benchmark.Name, BenchmarkFixture.Problems(set, [.. expected, .. others]), TestContext.Current.CancellationToken);

        Assert.Equal(expected, calibration.Blind);
        Assert.Equal(expected, errata.Values.Where(static erratum => erratum.Source.StartsWith("the calibration finds it", StringComparison.Ordinal)).Select(static erratum => erratum.Problem).Order(StringComparer.Ordinal));
        Assert.All(calibration.Blind, id => Assert.Equal(ErratumHandling.Exclude, errata[id].Handling));
        Assert.All(calibration.Attacks, static score => Assert.Empty(score.Accepted));
    }
}
