using CsCheck;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Tests.Cost;

namespace HwAgent.Dataflow.Tests.Search;

public class MappingSearchTests
{
    private static readonly TechnologyNode Node = TechnologyNode.Horowitz45;

    /// <summary>Two corners around a mapping: whatever box it lies in, its exact cost is not below the bound.</summary>
    [Fact]
    public void BoxBound_RandomBox_IsNotAboveAnyMappingInIt() =>
        Gen.Select(RandomCases.Of(maxSize: 200), Gen.Double[0, 1].Array[6]).Sample((c, around) =>
        {
            var space = new MappingSpace(c.Hardware, c.Task, c.Memory, Node);
            int rows = Math.Min(c.Mapping.BlockRows, c.Task.Shape.M), tiles = Math.Min(space.Tiles, c.Mapping.BlockColumns / c.Hardware.Columns), granules = Math.Min(space.Granules, Ceil(c.Mapping.BlockDepth, c.Hardware.DepthGranule));
            var mostGranules = granules == space.Granules ? granules : granules + (int)(around[5] * (space.Granules - 1 - granules));
            var box = new MappingBox(
                c.Mapping.Order, 1 + (int)(around[0] * (rows - 1)), rows + (int)(around[1] * (c.Task.Shape.M - rows)),
                1 + (int)(around[2] * (tiles - 1)), tiles + (int)(around[3] * (space.Tiles - tiles)),
                granules == space.Granules ? granules : 1 + (int)(around[4] * (granules - 1)), mostGranules);
            var mapping = space.Mapping(box.Order, rows, tiles, granules);
            var exact = CostModel.Evaluate(c.Hardware, c.Task, mapping, c.Memory, Node);
            foreach (var tried in new[] { box, space.Shrink(box)!.Value })
            {
                Assert.True(rows <= tried.MostRows && tiles <= tried.MostTiles && granules <= tried.MostGranules, $"{tried} leaves {mapping} out");
                var bound = MappingBoxBound.Of(space, tried);
                Assert.True(bound.LatencyCycles <= exact.LatencyCycles, $"{bound.LatencyCycles} > {exact.LatencyCycles} cycles for {mapping} in {tried} of {c}");
                Assert.True(bound.EnergyPicojoules <= exact.EnergyPicojoules * (1 + 1e-12), $"{bound.EnergyPicojoules} > {exact.EnergyPicojoules} pJ for {mapping} in {tried} of {c}");
            }
        }, seed: "0000000000007", iter: 4000);

    [Fact]
    public void Runs_AnyMapping_AgreesWithTheRules() =>
        Gen.Select(RandomCases.All, Gen.Int[1, 90], Gen.Int[1, 40], Gen.Int[1, 12]).Sample((c, rows, tiles, granules) =>
        {
            var space = new MappingSpace(c.Hardware, c.Task, c.Memory, Node);
            (rows, tiles, granules) = (Math.Min(rows, c.Task.Shape.M), Math.Min(tiles, space.Tiles), Math.Min(granules, space.Granules));
            var isValid = MappingValidation.Validate(c.Hardware, c.Task, space.Mapping(BlockOrder.ColumnsOuter, rows, tiles, granules)).Count == 0;
            Assert.Equal(isValid, space.Runs(rows, tiles, granules));
        }, seed: "0000000000008", iter: 2000);

    [Fact]
    public void Run_SmallProduct_FindsTheBestOfAllMappings() =>
        Gen.Select(RandomCases.Of(maxSize: 24), Gen.Int[0, 2]).Sample((c, which) =>
        {
            var preference = which switch { 0 => Preference.Latency, 1 => Preference.Energy, _ => Preference.Product(1000, 200_000) };
            var best = AllMappings.Best(c, preference);
            var found = MappingSearch.Run(new MappingSpace(c.Hardware, c.Task, c.Memory, Node), preference, MappingEffort.Unlimited)!;
            Assert.True(found.IsOptimal);
            Assert.Equal(0, found.Gap);
            Assert.Empty(MappingValidation.Validate(c.Hardware, c.Task, found.Mapping));
            Assert.Equal(best.Value, found.Value, best.Value * 1e-12);
            if (which < 2) Assert.Equal(best.Other, which == 0 ? found.EnergyPicojoules : found.Cycles, best.Other * 1e-12);
            Assert.Equal(CostModel.Cycles(c.Hardware, c.Task, found.Mapping, c.Memory), found.Cycles);
        }, seed: "0000000000009", iter: 60);

    /// <summary>Of 14 million mappings, every one is ruled out but one.</summary>
    [Theory]
    [InlineData(197, 768, 768), InlineData(1, 4096, 4096), InlineData(512, 14336, 4096)]
    public void Run_LargeProduct_ProvesTheOptimum(int m, int n, int k)
    {
        var space = Large(m, n, k);
        var found = MappingSearch.Run(space, Preference.Latency, MappingEffort.Usual)!;
        Assert.True(found.IsOptimal);
        // No rougher sample of block sizes has anything better.
        var sample = MappingCandidates.Of(space.Hardware, space.Task, space.Memory, Node, new SramRateTable(Node), default, BufferNeeds.From(space.Hardware), long.MaxValue, isFine: false).ToArray();
        Assert.NotEmpty(sample);
        Assert.All(sample, c => Assert.True(c.CyclesBound >= found.Cycles || CostModel.Cycles(space.Hardware, space.Task, c.Mapping, space.Memory) >= found.Cycles));
    }

    [Fact]
    public void Run_StoppedEarly_StatesAGapThatHolds()
    {
        var space = Large(197, 768, 768);
        var optimum = MappingSearch.Run(space, Preference.Latency, MappingEffort.Usual)!;
        var early = MappingSearch.Run(space, Preference.Latency, new MappingEffort(1000, 1), new GemmMapping(16, 16, 16, BlockOrder.RowsOuter))!;
        Assert.False(early.IsOptimal);
        Assert.True(early.Value > optimum.Value);
        Assert.True(early.LowerBound <= optimum.Value);
        Assert.Equal(early.Value, early.LowerBound * (1 + early.Gap), early.Value * 1e-9);
    }

    [Fact]
    public void Run_BuffersTooSmall_FindsNothing()
    {
        var space = new MappingSpace(new AcceleratorParameters { OutputRows = 16, WeightWords = 2, ActivationWords = 2, ParameterTiles = 1, Columns = 64 }, new GemmTask("none", new LayerShape(8, 64, 64), 8), new MemoryTiming(40, 1, 1), Node);
        Assert.True(space.IsEmpty);
        Assert.Null(MappingSearch.Run(space, Preference.Latency, MappingEffort.Usual));
        Assert.Null(MappingSearch.Relax(space, Preference.Energy));
    }

    private static MappingSpace Large(int m, int n, int k) => new(
        new AcceleratorParameters { ActivationWords = 384, WeightWords = 4096, OutputRows = 1024, AccumulatorRows = 1024, ParameterTiles = 16 },
        new GemmTask("large", new LayerShape(m, n, k), 8), MemoryTiming.FromBandwidth(16, 16, 40), Node);

    private static int Ceil(int value, int divisor) => (value + divisor - 1) / divisor;
}
