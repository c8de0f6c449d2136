using HwAgent.Evals.Comparisons;

namespace HwAgent.Evals.Tests.Comparisons;

public sealed class PairedComparisonTests
{
    [Fact]
    public void Of_TwoRuns_CountsWonAndLostOnCommonProblems()
    {
        var first = EvalFixtures.Result(EvalFixtures.Settings, EvalFixtures.Sample("a", 0, true), EvalFixtures.Sample("b", 0, false), EvalFixtures.Sample("c", 0, false), EvalFixtures.Sample("only-first", 0, true));
        var second = EvalFixtures.Result(EvalFixtures.Settings, EvalFixtures.Sample("a", 0, false), EvalFixtures.Sample("b", 0, true), EvalFixtures.Sample("c", 0, true));

        var comparison = PairedComparison.Of("x", first, "y", second);

        Assert.Equal(3, comparison.Problems);
        Assert.Equal(["b", "c"], comparison.Won);
        Assert.Equal(["a"], comparison.Lost);
        Assert.Equal(1.0 / 3, comparison.Difference.Value, 6);
        Assert.Equal(1, comparison.PValue);
    }

    [Fact]
    public void Of_DifferentBenchmarks_Throws() => Assert.Throws<ArgumentException>(() => PairedComparison.Of(
        "x", EvalFixtures.Result(EvalFixtures.Settings, EvalFixtures.Sample("a", 0, true)), "y", EvalFixtures.Result(EvalFixtures.Settings with { Benchmark = "rtllm" }, EvalFixtures.Sample("a", 0, true))));
}
