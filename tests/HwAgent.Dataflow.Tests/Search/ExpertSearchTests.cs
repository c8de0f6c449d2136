using System.Text.Json;
using CsCheck;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Search;

public class ExpertSearchTests
{
    private static readonly Gen<SearchRequest> Requests =
        from shapes in Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 150]).List[1, 3]
        from bits in Gen.OneOf(8, 4, 2)
        from flags in Gen.Int[0, 3]
        from objective in Gen.Enum<Objective>()
        from kib in Gen.OneOf(6.0, 16.0, 64.0)
        from area in Gen.OneOf<long>(90_000, 200_000, 1_000_000)
        from rate in Gen.OneOf(2.0, 8.0, 16.0)
        select new SearchRequest
        {
            Tasks = [.. shapes.Select((s, i) => new GemmTask($"t{i}", new LayerShape(s.Item1, s.Item2, s.Item3), i == 0 ? 8 : bits) { Activate = (flags & 1) != 0, Residual = (flags & 2) != 0, Repeats = 1 + i })],
            Budget = new Budget { OnChipKib = kib, AreaGateEquivalents = area, DramBytesPerCycle = rate },
            Objective = objective,
            Space = TestRequests.SmallSpace,
        };

    [Fact]
    public void Run_AnyRequest_ReturnsValidDesignsWithExactCosts() =>
        Requests.Sample(request =>
        {
            var result = TestRequests.Run(request);
            Assert.NotEmpty(result.Best);
            foreach (var design in result.Best.Concat(result.ParetoFront))
            {
                Assert.Empty(AcceleratorParametersValidation.Validate(design.Parameters));
                foreach (var t in design.Tasks) Assert.Empty(MappingValidation.Validate(design.Parameters, t.Task, t.Mapping));
                var memory = MemoryTiming.Of(request.Budget, design.Parameters);
                Assert.Equal(design.LatencyCycles, design.Tasks.Sum(t => t.Task.Repeats * CostModel.Cycles(design.Parameters, t.Task, t.Mapping, memory)));
                Assert.Equal(design.OnChipKib, design.Parameters.OnChipKib);
            }

            if (result.Misses.Count == 0)
            {
                Assert.True(result.Best[0].OnChipKib <= request.Budget.OnChipKib);
                Assert.True(result.Best[0].AreaGateEquivalents <= request.Budget.AreaGateEquivalents);
            }

            Assert.All(result.ParetoFront, p => Assert.True(p.OnChipKib <= request.Budget.OnChipKib && p.AreaGateEquivalents <= request.Budget.AreaGateEquivalents));
        }, seed: "0000000000005", iter: 40);

    [Fact]
    public void Run_AnyNumberOfThreads_GivesTheSameBytes()
    {
        var once = JsonSerializer.Serialize(TestRequests.Run(TestRequests.Small with { Threads = 1 }));
        foreach (var threads in new[] { 1, 2, 7 }) Assert.Equal(once, JsonSerializer.Serialize(TestRequests.Run(TestRequests.Small with { Threads = threads })));
    }

    /// <summary>Every array with a sample of its mappings, and memories just large enough: nothing is better; and on the array that wins nothing at all is faster.</summary>
    [Theory]
    [InlineData(40, 30, 64, 8)]
    [InlineData(1, 64, 96, 5)]
    [InlineData(33, 17, 200, 12)]
    public void Run_OneProduct_FindsTheOptimum(int m, int n, int k, double kib)
    {
        var request = new SearchRequest
        {
            Tasks = [new GemmTask("only", new LayerShape(m, n, k), 8)],
            Budget = new Budget { OnChipKib = kib, AreaGateEquivalents = 250_000, DramBytesPerCycle = 4 },
            Space = TestRequests.SmallSpace,
        };
        var best = (Cycles: double.MaxValue, Energy: double.MaxValue, Area: double.MaxValue);
        var context = new SearchContext(request);
        foreach (var array in request.Space!.Arrays(context.Options))
        {
            var smallest = BufferNeeds.Smallest(array);
            if (AcceleratorParametersValidation.Validate(smallest.ApplyTo(array)).Count > 0) continue;
            var memory = context.MemoryOf(array);
            foreach (var c in MappingCandidates.Of(array, request.Tasks[0], memory, request.Technology, context.Rates, smallest, MappingCandidates.TemplateLimits, long.MaxValue, isFine: true).ToArray())
            {
                var hardware = c.Needs.ApplyTo(array);
                if (hardware.OnChipKib > kib || AreaModel.GateEquivalents(hardware) > 250_000) continue;
                var cost = CostModel.Evaluate(hardware, request.Tasks[0], c.Mapping, memory, request.Technology);
                var found = ((double)cost.LatencyCycles, cost.EnergyPicojoules, AreaModel.GateEquivalents(hardware));
                if (found.CompareTo(best) < 0) best = found;
            }
        }

        var result = TestRequests.Run(request);
        Assert.Empty(result.Misses);
        var winner = result.Best[0];
        Assert.True(winner.LatencyCycles <= best.Cycles);
        Assert.True(winner.Proof!.IsOptimal);
        Assert.Equal(winner.LatencyCycles, winner.Proof.LowerBound);
        var bits = context.BufferBits(winner.Parameters);
        var roomy = MappingCandidates.TemplateLimits.ApplyTo(winner.Parameters);
        var least = AllMappings.Of(roomy, request.Tasks[0])
            .Where(x => BufferNeeds.Smallest(roomy).Join(BufferNeeds.Of(roomy, new BlockGeometry(roomy, request.Tasks[0], x))).Bits(roomy).Total <= bits)
            .Min(x => CostModel.Cycles(roomy, request.Tasks[0], x, context.MemoryOf(roomy)));
        Assert.Equal(least, winner.LatencyCycles);
        Assert.Equal(LeastOfAllArrays(context, request), winner.LatencyCycles);
        Assert.True(result.Proof!.IsOptimal);
        Assert.Equal(winner.LatencyCycles, result.Proof.LowerBound);
        Assert.InRange(result.Arrays, 2, request.Space.Arrays(context.Options).Count());
    }

    /// <summary>Every array, every mapping of a product, memories just large enough.</summary>
    private static long LeastOfAllArrays(SearchContext context, SearchRequest request)
    {
        var (least, task) = (long.MaxValue, request.Tasks[0]);
        foreach (var array in request.Space!.Arrays(context.Options))
        {
            var roomy = MappingCandidates.TemplateLimits.ApplyTo(array);
            if (AcceleratorParametersValidation.Validate(roomy).Count > 0) continue;
            var (room, memory) = (context.RoomOf(array), context.MemoryOf(array));
            foreach (var mapping in AllMappings.Of(roomy, task))
            {
                // What cannot be less need not be walked.
                if (CostModel.LowerBound(roomy, task, mapping, memory, request.Technology).LatencyCycles >= least) continue;
                if (room.Holds(BufferNeeds.Smallest(roomy).Join(BufferNeeds.Of(roomy, new BlockGeometry(roomy, task, mapping))), array)) least = Math.Min(least, CostModel.Cycles(roomy, task, mapping, memory));
            }
        }

        return least;
    }

    /// <summary>The bound over all arrays holds for whatever any of them is found to do, and is close.</summary>
    [Theory]
    [InlineData(Objective.Latency), InlineData(Objective.Energy), InlineData(Objective.Edp), InlineData(Objective.Area)]
    public void Run_AnyObjective_BoundsTheDesignsOfAllArrays(Objective objective)
    {
        var request = TestRequests.Small with { Objective = objective };
        var result = TestRequests.Run(request);
        var space = request.Space!;
        var figure = result.Best[0].Objective;
        Assert.InRange(figure, result.Proof!.LowerBound * (1 - 1e-9), result.Proof.LowerBound * 1.02);
        Assert.Equal(figure, result.Proof.LowerBound * (1 + result.Proof.Gap), figure * 1e-9);
        foreach (var (dataflow, bus) in from d in space.Dataflows from b in space.BusBits select (d, b))
        {
            var part = TestRequests.Run(request with { Space = space with { Dataflows = [dataflow], BusBits = [bus] } });
            Assert.True(part.Misses.Count > 0 || part.Best[0].Objective >= result.Proof.LowerBound * (1 - 1e-9));
        }
    }

    [Fact]
    public void Run_BudgetThatNothingKeeps_ProvesNothing() =>
        Assert.Null(TestRequests.Run(TestRequests.Small with { Budget = new Budget { AreaGateEquivalents = 1000 } }).Proof);

    [Fact]
    public void Run_EveryDesign_CarriesProofsThatHold()
    {
        foreach (var objective in Enum.GetValues<Objective>())
        {
            var result = TestRequests.Run(TestRequests.Small with { Objective = objective });
            foreach (var design in result.Best)
            {
                var value = objective switch { Objective.Energy => design.EnergyPicojoules, Objective.Edp => design.LatencyCycles * design.EnergyPicojoules, _ => design.LatencyCycles };
                Assert.InRange(design.Proof!.LowerBound, 1, value * (1 + 1e-9));
                Assert.Equal(value, design.Proof.LowerBound * (1 + design.Proof.Gap), value * 1e-9);
                Assert.All(design.Tasks, t => Assert.True(t.Proof!.IsOptimal));
                if (objective is Objective.Latency or Objective.Area) Assert.All(design.Tasks, t => Assert.Equal(t.Cost.LatencyCycles, t.Proof!.LowerBound));
            }
        }
    }

    [Fact]
    public void Run_Objectives_EachWinsItsOwn()
    {
        DesignPoint Best(Objective o) => TestRequests.Run(TestRequests.Small with { Objective = o }).Best[0];
        var all = Enum.GetValues<Objective>().ToDictionary(o => o, Best);
        foreach (var other in all.Values)
        {
            Assert.True(all[Objective.Latency].LatencyCycles <= other.LatencyCycles);
            Assert.True(all[Objective.Energy].EnergyPicojoules <= other.EnergyPicojoules * 1.001);
            Assert.True(all[Objective.Area].AreaGateEquivalents <= other.AreaGateEquivalents);
            Assert.True(all[Objective.Edp].LatencyCycles * all[Objective.Edp].EnergyPicojoules <= other.LatencyCycles * other.EnergyPicojoules * 1.01);
        }
    }

    [Fact]
    public void Run_Front_HoldsNoDominatedDesign()
    {
        var front = TestRequests.Run(TestRequests.Small).ParetoFront.Select(DesignFigures.Of).ToArray();
        Assert.NotEmpty(front);
        foreach (var a in front) Assert.DoesNotContain(front, b => a != b && a.Dominates(b));
    }

    [Fact]
    public void Run_ImpossibleBudgets_SaysWhatIsMissed()
    {
        var budget = new Budget { OnChipKib = 1, AreaGateEquivalents = 1000, LatencyMilliseconds = 1e-6, EnergyMillijoules = 1e-9, ClockMegahertz = 100 };
        var result = TestRequests.Run(TestRequests.Small with { Budget = budget });
        Assert.NotEmpty(result.Best);
        Assert.Equal(["latency", "energy", "area", "on-chip"], result.Misses.Select(m => m.Split(' ')[0]));
        Assert.Contains("budget 1 KiB", result.Misses[3]);
        Assert.Empty(result.ParetoFront);
        Assert.True(result.Rejections["design.area"] > 0);
        Assert.True(result.Rejections["on_chip"] > 0);
    }

    [Fact]
    public void Run_SumThatOverflows_NamesTheRule()
    {
        var result = TestRequests.Run(TestRequests.Small with { Tasks = [new GemmTask("deep", new LayerShape(4, 4, 1 << 18), 8)] });
        Assert.Empty(result.Best);
        Assert.True(result.Rejections["mapping.overflow"] > 0);
    }

    [Fact]
    public void Run_AreaBudget_CountsTheArraysItForbids()
    {
        var result = TestRequests.Run(TestRequests.Small with { Budget = new Budget { AreaGateEquivalents = 120_000 } });
        Assert.Empty(result.Misses);
        Assert.True(result.Rejections["area"] > 0);
        Assert.True(result.PointsConsidered > result.PointsExact);
    }

    [Fact]
    public void Run_NothingToDo_Throws()
    {
        Assert.Throws<ArgumentException>(() => TestRequests.Run(TestRequests.Small with { Tasks = [] }));
        Assert.Throws<ArgumentException>(() => TestRequests.Run(TestRequests.Small with { Keep = 0 }));
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => ExpertSearch.Run(TestRequests.Small, source.Token));
    }
}
