using HwAgent.Core.Cascades;

namespace HwAgent.Core.Tests.Cascades;

public sealed class CascadeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_SmallModelPasses_LargeOneIsNotAsked()
    {
        var result = await new Cascade([Model("small", 1, ["{}"]), Model("large", 10, ["[]"])], [new JsonSelfTest()]).RunAsync("q", 1, Cancellation);
        Assert.Equal(("{}", "small", 1.0), (result.Answer, result.Model, result.Score));
        var decision = Assert.Single(result.Decisions);
        Assert.Equal(("accept", 1, 7, 7.0), (decision.Decision, decision.Requests, decision.Tokens, decision.Cost));
        Assert.Equal("a JSON object", decision.Candidates[0].SelfTests[0].Evidence);
    }

    [Fact]
    public async Task Run_SmallModelFails_LargeOneAnswersAndBothCost()
    {
        var result = await new Cascade([Model("small", 1, ["{"]), Model("large", 10, ["[]"])], [new JsonSelfTest()]).RunAsync("q", 1, Cancellation);
        Assert.Equal(("[]", "large"), (result.Answer, result.Model));
        Assert.Equal(["escalate", "accept"], result.Decisions.Select(d => d.Decision));
        Assert.Equal(77, result.Cost);
    }

    /// <summary>The last model's answer counts whatever its score, but not in place of one that scores.</summary>
    [Theory]
    [InlineData("{", "(", "(", "large", 0.0)]
    [InlineData("small and half", "(", "small and half", "small", 0.5)]
    public async Task Run_LastModelScoresNothing_EarlierOneCountsIfItScores(string small, string large, string answer, string model, double score)
    {
        var half = new HalfScore();
        var result = await new Cascade([Model("small", 1, [small]), Model("large", 10, [large])], [new BracketSelfTest(), half]).RunAsync("q", 1, Cancellation);
        Assert.Equal((answer, model, score), (result.Answer, result.Model, result.Score));
        Assert.Equal(2, result.Decisions.Count);
    }

    [Fact]
    public async Task Run_SeveralSolutions_BestIsHandedIn()
    {
        var result = await new Cascade([Model("small", 1, ["(", "[1, 2]", "{"], solutions: 3)], [new JsonSelfTest()]).RunAsync("q", 1, Cancellation);
        Assert.Equal("[1, 2]", result.Answer);
        Assert.Equal([0.0, 1.0, 0.0], result.Decisions[0].Candidates.Select(c => c.Score));
    }

    [Fact]
    public async Task Run_Requests_HaveSeedsOfTheirOwn()
    {
        var seeds = new List<ulong>();
        var model = new CascadeModel("m", new CascadeStage(3, 0, 1), (request, _) =>
        {
            seeds.Add(request.Seed);
            return ValueTask.FromResult(new CascadeReply("same", 1, 1));
        });
        await new Cascade([model], [new AgreementSelfTest(2)]).RunAsync("q", 5, Cancellation);
        Assert.Equal(9, seeds.Distinct().Count());
    }

    [Theory]
    [InlineData(new[] { "four", " four\n", "4", "four" }, 0.75)]
    [InlineData(new[] { "a  b", "a b", "a\tb", "a b " }, 1.0)]
    public async Task Agreement_Answers_IsShareThatSaysTheSame(string[] answers, double expected)
    {
        var result = await new Cascade([Model("m", 1, answers)], [new AgreementSelfTest(3)]).RunAsync("q", 1, Cancellation);
        Assert.Equal(expected, result.Score);
        Assert.Equal(4, result.Decisions[0].Requests);
    }

    /// <summary>What a test that fails comes before is not run: a dear test behind a cheap one costs nothing then.</summary>
    [Fact]
    public async Task Run_CheapTestFails_DearOneIsNotRun()
    {
        var result = await new Cascade([Model("m", 1, ["("])], [new BracketSelfTest(), new AgreementSelfTest(5)]).RunAsync("q", 1, Cancellation);
        Assert.Equal("brackets", Assert.Single(result.Decisions[0].Candidates[0].SelfTests).Test);
        Assert.Equal(1, result.Decisions[0].Requests);
    }

    [Theory]
    [InlineData(new[] { "7", "7", "8", "no test" }, 3, 0.5)]
    [InlineData(new[] { "7", "none", "none" }, 2, 0.0)]
    [InlineData(new[] { "7" }, 0, 1.0)]
    public async Task GeneratedTests_Written_ScoreIsShareOfUsableThatPasses(string[] answers, int tests, double expected)
    {
        var test = new GeneratedSelfTest(prompt => "write a test for " + prompt, (answer, written, cancel) => ValueTask.FromResult<bool?>(int.TryParse(written, out _) ? written == answer : null));
        // "7" is the answer; then 7 passes, 8 fails, and what is no number is no test.
        var result = await new Cascade([Model("m", 1, answers, tests: tests)], [test]).RunAsync("q", 1, Cancellation);
        Assert.Equal(expected, result.Score);
    }

    [Theory]
    [InlineData("f(x)[1]{y}", null)]
    [InlineData("f(x]", "']' at character 4 closes nothing")]
    [InlineData("f(x", "1 brackets stay open, the last a '('")]
    public async Task Brackets_Text_AreInOrder(string text, string? problem)
    {
        var result = await new Cascade([Model("m", 1, [text])], [new BracketSelfTest()]).RunAsync("q", 1, Cancellation);
        Assert.Equal(problem is null ? 1 : 0, result.Score);
        if (problem is not null) Assert.Equal(problem, result.Decisions[0].Candidates[0].SelfTests[0].Evidence);
    }

    [Fact]
    public async Task Check_OfTheCaller_Decides()
    {
        var check = new CheckSelfTest("compiles", (answer, _) => ValueTask.FromResult((answer.EndsWith(';'), answer.EndsWith(';') ? "it does" : "line 1: ; expected")));
        var result = await new Cascade([Model("small", 1, ["x"]), Model("large", 10, ["x;"])], [check]).RunAsync("q", 1, Cancellation);
        Assert.Equal("large", result.Model);
        Assert.Equal("line 1: ; expected", result.Decisions[0].Candidates[0].SelfTests[0].Evidence);
    }

    /// <summary>A model that gives these answers in turn, at 7 tokens each, of this cost.</summary>
    private static CascadeModel Model(string name, double cost, string[] answers, int solutions = 1, int tests = 0)
    {
        var next = 0;
        return new CascadeModel(name, new CascadeStage(solutions, tests, 0.9), (_, _) => ValueTask.FromResult(new CascadeReply(answers[next++], 7, 7 * cost)));
    }

    /// <summary>A self-test that is never sure.</summary>
    private sealed class HalfScore : ISelfTest
    {
        public string Name => "half";

        public ValueTask<SelfTestResult> RunAsync(SelfTestSubject subject, CancellationToken cancellation) => ValueTask.FromResult(new SelfTestResult(Name, 0.5, "half"));
    }
}
