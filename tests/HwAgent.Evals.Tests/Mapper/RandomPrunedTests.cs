using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;
using HwAgent.Evals.Mapper.RandomPruned;
using HwAgent.Evals.Mapper.Rival;

namespace HwAgent.Evals.Tests.Mapper;

public sealed class RandomPrunedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>12 = 2 * 2 * 3 in three places: 6 ways for the twos, 3 for the three.</summary>
    [Fact]
    public void Factors_Of12InThreeLoops_AreAll18()
    {
        var ways = IndexFactors.Of(12, [null, null, null], [long.MaxValue, long.MaxValue, long.MaxValue]);
        Assert.Equal(18, ways.Select(w => string.Join(',', w)).Distinct().Count());
        Assert.Equal(18, ways.Count);
        Assert.All(ways, w => Assert.Equal(12, w[0] * w[1] * w[2]));
        Assert.All(IndexFactors.Of(12, [null, 2, null], [3, 100, 100]), w => Assert.True(w[0] <= 3 && w[1] == 2 && w[0] * w[2] == 6));
        Assert.Equal(3, IndexFactors.Of(12, [null, 2, null], [3, 100, 100]).Count);
        Assert.Empty(IndexFactors.Of(12, [null, 5, null], [12, 12, 12]));
        Assert.Empty(IndexFactors.Of(12, [3, 2, 1], [12, 12, 12]));
    }

    [Fact]
    public void Run_TinySpace_FindsTheBestOfAllItsMappings()
    {
        foreach (var weightsStay in (ReadOnlySpan<bool>)[true, false])
        {
            var architecture = Small(PeerArrays.Timeloop(2, 2, weightsStay, isFilled: false));
            var first = new RivalCase(5, 0, TensorProblem.Gemm("tiny", 4, 6, 4), architecture, Objective.Latency, LatencyAccount.Steady);
            var model = new NestModel(first.Problem, architecture);
            var all = Every(first).Where(n => NestValidation.Validate(first.Problem, architecture, n).Count == 0).Select(model.Evaluate).ToList();
            Assert.True(all.Count > 100);
            foreach (var objective in (ReadOnlySpan<Objective>)[Objective.Latency, Objective.Energy, Objective.Edp])
            {
                var given = first with { Objective = objective };
                var figures = all.ConvertAll(c => RivalScore.Of(given, c).First);

                var drawn = Run(given, 20_000);

                Assert.Equal(figures.Min(), drawn.Best, figures.Min() * 1e-9);
                Assert.True(figures.Max() > 1.2 * figures.Min());
                // The mapper's space has these mappings and more.
                var ours = GemmMapper.Search(new MapperRequest(given.Problem, architecture, objective) { Account = given.Account }, Token);
                Assert.True(RivalScore.Of(given, ours.Ranked[0].Cost).First <= figures.Min() * (1 + 1e-9));
            }
        }
    }

    [Fact]
    public void Run_SameSeed_FindsTheSameValidMappings()
    {
        foreach (var given in RandomPrunedCases.All(3, Objective.Edp, LatencyAccount.Steady).Where((_, i) => i % 3 == 0))
        {
            var (one, two) = (Run(given, 3000), Run(given, 3000));
            Assert.Equal(one.Improvements.Select(p => (p.Draws, p.Valid, p.Figure)), two.Improvements.Select(p => (p.Draws, p.Valid, p.Figure)));
            Assert.Equal((3000L, one.Valid, one.Victory), (one.Draws, two.Valid, two.Victory));
            Assert.All(one.Improvements, p => Assert.Empty(NestValidation.Validate(given.Problem, given.Architecture, p.Nest)));
            Assert.All(one.Improvements.Zip(one.Improvements.Skip(1)), pair => Assert.True(pair.Second.Figure < pair.First.Figure && pair.Second.Draws > pair.First.Draws));
            Assert.Equal(one.Improvements.Count == 0 ? null : one.Best, one.Reaching(one.Best)?.Figure);
        }
    }

    /// <summary>197 is prime: without padding it would go over one multiplier in 16, or over none.</summary>
    [Fact]
    public void Run_PrimeSizeOnAFilledArray_IsPaddedAndFillsIt()
    {
        var given = RandomPrunedCases.All(1, Objective.Latency, LatencyAccount.Steady).First(c => c.Problem.Dimensions[1].Size == 197 && c.Architecture.Name == "timeloop-16x16-os-filled");
        var nest = Run(given, 2000).Improvements[^1].Nest;
        var cost = new NestModel(given.Problem, given.Architecture).Evaluate(nest);
        Assert.Equal((197 + 15) / 16 * 48 * 768, cost.ComputeCycles);
        Assert.Equal([1, 2], nest.Levels[1].Spatial.Select(s => s.Dimension).Order());
    }

    [Fact]
    public void Run_EndsWithDraws_NotWithTime()
    {
        var given = RandomPrunedCases.All(1, Objective.Edp, LatencyAccount.Steady)[0];
        var time = 0.0;
        var outcome = RandomPrunedSearch.Run(given, 500, () => time += 1e6, Token);
        Assert.Equal(500, outcome.Draws);
        Assert.Equal(Run(given, 500).Best, outcome.Best);
        Assert.Null(Run(given, 1).Victory);
    }

    [Fact]
    public void Run_Row_SaysWhenDrawsReachTheMapper()
    {
        var given = RandomPrunedCases.All(1, Objective.Edp, LatencyAccount.Steady)[7];
        var row = RandomPrunedBenchmark.Run(given, 3000, Token);
        Assert.True(row.Ratio >= 1 - 1e-9);
        Assert.Equal(row.DrawsToOurs is not null, row.Ratio < 1 + 1e-9);
        Assert.InRange(row.Valid, 1, row.Draws);
        Assert.True(row.SecondsToBest <= row.Seconds);
        Assert.Equal(row.Ratio, row.RatiosByDraws[^1]);
        var file = MappingReader.Read(row.DrawnMapping!, "row").Value!;
        Assert.Equal(row.Ratio!.Value, RivalScore.Of(given, new NestModel(file.Problem, file.Architecture).Evaluate(file.Nest)).First / row.Ours!.Value, 1e-9);
        Assert.Contains(RandomPrunedTables.Lines([row]), l => l.StartsWith("| 7 |", StringComparison.Ordinal));
    }

    private static RandomPrunedOutcome Run(RivalCase given, long draws) => RandomPrunedSearch.Run(given, draws, () => 0, Token);

    /// <summary>A buffer that does not hold the whole product.</summary>
    private static Architecture Small(Architecture architecture) => architecture with { Levels = [.. architecture.Levels.Select(l => l.Name == "gb" ? l with { SizeBits = 400 } : l)] };

    /// <summary>Every mapping of the space by plain enumeration; loops of one iteration take any place.</summary>
    private static IEnumerable<LoopNest> Every(RivalCase given)
    {
        var space = new FactorMapspace(given.Problem, given.Architecture);
        foreach (var factors in Product([.. space.Factors.Select(f => (IReadOnlyList<long[]>)f)]))
        {
            var orders = Enumerable.Range(0, given.Architecture.Levels.Count).Select(l => (IReadOnlyList<int[]>)[.. Orders(space.Free(l, factors))]).ToList();
            var splits = Enumerable.Range(0, given.Architecture.Levels.Count).Select(l => (IReadOnlyList<(int, int)[]>)[.. Orders(FactorMapspace.Spatial(l, factors)).SelectMany(o => space.Splits(l, o).Select(axes => o.Zip(axes).ToArray()))]).ToList();
            foreach (var order in Product(orders))
            {
                foreach (var split in Product(splits))
                {
                    foreach (var keeps in space.Bypasses) yield return space.Nest(factors, order, [.. split.Select(s => (IReadOnlyList<(int, int)>)s)], keeps);
                }
            }
        }
    }

    private static IEnumerable<int[]> Orders(int[] items) => items.Length == 0 ? [[]] : items.SelectMany(first => Orders([.. items.Where(i => i != first)]), (first, rest) => (int[])[first, .. rest]);

    private static IEnumerable<T[]> Product<T>(IReadOnlyList<IReadOnlyList<T>> lists)
    {
        IEnumerable<T[]> all = [[]];
        foreach (var list in lists) all = all.SelectMany(_ => list, (head, item) => (T[])[.. head, item]);
        return all;
    }
}
