using HwAgent.Evals.Results;

namespace HwAgent.Evals.Tests.Results;

public sealed class HarnessSummaryTests
{
    private static EvalResult Run => EvalFixtures.Result(
        EvalFixtures.Settings with { Samples = 6 },
        [
            .. Enumerable.Range(0, 6).Select(i => EvalFixtures.Sample("Prob001_zero", i, passed: true)),
            .. ((string[])[".", "R", "S", "TIMEOUT", "C", "."]).Select((mark, i) => EvalFixtures.Sample("Prob002_one", i, mark == ".", mark)),
        ]);

    /// <summary>Line by line what sv-iv-analyze prints for these marks: padded names, a blank after every fifth mark, whole percentages, and 1 - (2² + 4 · 1²)/6² = 0.7778 for the second problem's diversity.</summary>
    [Fact]
    public void Text_Marks_AreThoseOfTheHarness()
    {
        var lines = HarnessSummary.Text(Run).Split('\n');

        Assert.Equal("", lines[0]);
        Assert.Equal("Prob001_zero [06/06](100%)  0.00 ..... .                 ", lines[1]);
        Assert.Equal("Prob002_one  [02/06]( 33%)  0.00 .RSTC .                 ", lines[2]);
        Assert.Contains("pass_rate             =      66.50", lines);
        Assert.Contains("avg_gini_simpson_idx  =       0.39", lines);
        Assert.Contains("total_cost            =       0.00", lines);
    }

    [Fact]
    public void Csv_Marks_AreThoseOfTheHarness() => Assert.Equal("Prob001_zero,6,6,1.0,.,.,.,.,.,.\nProb002_one,2,6,0.33,.,R,S,T,C,.\n", HarnessSummary.Csv(Run));
}
