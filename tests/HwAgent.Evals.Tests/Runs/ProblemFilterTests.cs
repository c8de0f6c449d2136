using HwAgent.Evals.Runs;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Tests.Runs;

public sealed class ProblemFilterTests
{
    private static readonly RtlProblem[] Problems = [.. ((string[])["Prob001_zero", "Prob002_one", "Arithmetic/Adder/adder_8bit"]).Select(EvalFixtures.Problem)];

    [Theory]
    [InlineData(null, "Prob001_zero,Prob002_one,Arithmetic/Adder/adder_8bit")]
    [InlineData("Prob00?_*", "Prob001_zero,Prob002_one")]
    [InlineData("adder_8bit", "Arithmetic/Adder/adder_8bit")]
    [InlineData("Arithmetic/*", "Arithmetic/Adder/adder_8bit")]
    [InlineData("*_one, Prob001_zero", "Prob001_zero,Prob002_one")]
    public void Apply_Pattern_PicksInOrder(string? pattern, string expected) => Assert.Equal(expected, string.Join(',', ProblemFilter.Apply(Problems, pattern).Select(problem => problem.Id)));

    [Fact]
    public void Apply_PatternWithoutMatch_SaysWhatThereIs()
    {
        var exception = Assert.Throws<EvalFileException>(() => ProblemFilter.Apply(Problems, "Prob001_zero,prob002*"));

        Assert.Contains("prob002*", exception.Diagnostic.Message);
        Assert.Contains("Prob001_zero", exception.Diagnostic.Advice);
    }
}
