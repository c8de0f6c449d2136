using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Evals.Mapper.Rival;

namespace HwAgent.Evals.Tests.Mapper;

public sealed class RivalBenchmarkTests
{
    private const ulong Seed = 2026;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Three levels at most, latency as Timeloop counts it: a few hundred milliseconds a case.</summary>
    [Fact]
    public void Run_RandomCases_RivalIsNeverBetter()
    {
        var cases = Enumerable.Range(0, 40).Select(i => RivalCase.Of(Seed, i) with { Account = LatencyAccount.Steady }).Where(c => c.Architecture.Levels.Count <= 3).ToList();
        var rows = cases.Select(c => RivalBenchmark.Run(c, 500, polish: false, timesQuality: false, Token)).ToList();
        Assert.Empty(rows.Where(r => !r.Holds).Select(r => $"{r.Seed}/{r.Index} {r.Product} on {r.Hardware}: {r.Ours} against {r.Rivals} {string.Join(' ', r.Findings)}"));
        // A rival that finds next to nothing proves nothing.
        Assert.True(rows.Count >= 20);
        Assert.True(rows.Count(r => r.Rivals is not null) > rows.Count * 2 / 3);
        Assert.True(rows.Count(r => r.Ratio > 0.95) > rows.Count / 2);
    }

    [Fact]
    public void Search_SameSeed_FindsTheSameValidMappings()
    {
        for (var i = 0; i < 12; i++)
        {
            var given = RivalCase.Of(Seed, i);
            var (one, two) = (Search(given), Search(RivalCase.Of(Seed, i)));
            Assert.Equal(one.Improvements.Select(m => (m.Method, m.Evaluations, m.Score)), two.Improvements.Select(m => (m.Method, m.Evaluations, m.Score)));
            Assert.Equal(one.Draws, two.Draws);
            Assert.All(one.Improvements, m => Assert.Empty(NestValidation.Validate(given.Problem, given.Architecture, m.Nest)));
            Assert.All(one.Improvements.Zip(one.Improvements.Skip(1)), pair => Assert.True(pair.Second.Score.BetterIn(pair.First.Score) > 0));
        }

        static RivalOutcome Search(RivalCase given) => RivalSearch.Run(given, 400, () => 0, null, Token);
    }

    [Fact]
    public void Space_DraftOfAMapping_GivesTheMappingBack()
    {
        var drafts = 0;
        for (var i = 0; i < 60; i++)
        {
            var given = RivalCase.Of(Seed, i);
            var space = new DraftSpace(given.Problem, given.Architecture);
            var random = new RandomDrafts(space, new RandomChoices((ulong)i));
            for (var j = 0; j < 20; j++)
            {
                if (random.Grown(ragged: true) is not { } draft) continue;
                drafts++;
                var nest = space.Nest(draft);
                Assert.Equal(Loops(nest), Loops(space.Nest(space.Draft(nest)!)));
            }
        }

        Assert.True(drafts > 500);

        // Loops in space of different dimensions have no order among each other.
        static string Loops(LoopNest nest) => string.Join('|', nest.Levels.Select(l => $"{l.Keeps} {string.Join(',', l.Temporal)} {string.Join(',', l.Spatial.OrderBy(s => s.Dimension))}"));
    }

    [Fact]
    public void Run_Row_HasMappingsThatCostWhatItSays()
    {
        var given = RivalCase.Of(Seed, 3);
        var row = RivalBenchmark.Run(given, 300, polish: false, timesQuality: true, Token);
        foreach (var (text, score) in new[] { (row.OurMapping!, row.Ours!.Value), (row.RivalMapping!, row.Rivals!.Value) })
        {
            var read = MappingReader.Read(text, "row");
            Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics));
            var file = read.Value;
            Assert.Equal(0, score.BetterIn(RivalScore.Of(given, new NestModel(file.Problem, file.Architecture).Evaluate(file.Nest))));
            Assert.Equal(0, RivalScore.Of(given, new NestModel(file.Problem, file.Architecture).Evaluate(file.Nest)).BetterIn(score));
        }

        Assert.True(row.SecondsToQuality <= row.Seconds);
    }

    [Fact]
    public void Score_BetterIn_NamesTheFirstFigureThatIsSmaller()
    {
        var score = new RivalScore(10, 20, 30);
        Assert.Equal(1, score.BetterIn(RivalScore.None));
        Assert.Equal(1, score.BetterIn(new RivalScore(11, 1, 1)));
        Assert.Equal(2, score.BetterIn(new RivalScore(10 + 1e-12, 21, 1)));
        Assert.Equal(3, score.BetterIn(new RivalScore(10, 20, 31)));
        Assert.Equal(0, score.BetterIn(new RivalScore(10, 20, 30)));
        Assert.Equal(0, score.BetterIn(new RivalScore(9, 21, 31)));
        Assert.Equal(0, RivalScore.None.BetterIn(RivalScore.None));
    }

    [Fact]
    public void Cases_Random_CoverWhatTheyShould()
    {
        var cases = Enumerable.Range(0, 300).Select(i => RivalCase.Of(Seed, i)).ToList();
        Assert.True(cases.Select(c => c.Architecture.Levels.Count).Distinct().Order().SequenceEqual([2, 3, 4, 5]));
        Assert.Contains(cases, c => c.Architecture.Levels.Count(l => l.Fanout.Count > 0) > 1);
        Assert.Contains(cases, c => c.Architecture.Constraints.Levels.Any(l => l.SpatialFactors.Count > 0));
        Assert.Contains(cases, c => c.Architecture.Levels.Any(l => l.MustKeep != l.MayKeep));
        Assert.Equal(6, cases.Select(c => (c.Objective, c.Account)).Distinct().Count());
    }
}
