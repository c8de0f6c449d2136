using CsCheck;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Fusion;

public class FusionPlannerTests
{
    private static readonly WidthMap Widths = new();

    private static readonly Objective[] Objectives = [Objective.Latency, Objective.Energy, Objective.Edp];

    private static TransformerGraph Graph(string preset, WorkloadOptions? options = null) =>
        TransformerGraph.Of(WorkloadBuilder.Build(WorkloadPresets.Get(preset), options ?? new WorkloadOptions()), Widths);

    private static FusedSchedule Plan(TransformerGraph graph, Architecture architecture, Objective objective, ProductMapper mapper) =>
        FusionPlanner.Plan(new FusionRequest(graph, Widths, architecture, objective, mapper));

    private static FusedSchedule Plan(TransformerGraph graph, Architecture architecture, Objective objective) =>
        Plan(graph, architecture, objective, new TilingMapper(objective, otherwise: (_, _) => null).Map);

    /// <summary>A block of random shape, gated or not, before or behind its norms, with its own keys or a cache.</summary>
    private static readonly Gen<TransformerGraph> SmallGraphs = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 2], Gen.OneOf(Gen.Const(1), Gen.Const(2), Gen.Const(4)), Gen.Int[1, 3], Gen.Bool, Gen.Bool, Gen.Int[0, 2]).Select((tokens, batch, keyHeads, width, gated, rope, kind) =>
    {
        TransformerConfig config = kind == 2
            ? new TextEncoderConfig("text") { HiddenSize = 32 * width, Layers = 2, Heads = 4, IntermediateSize = 80, VocabularySize = 9, MaxPositions = 40 }
            : new DecoderConfig("tiny") { HiddenSize = 32, Layers = 2, Heads = 4, KeyValueHeads = keyHeads, HeadSize = 8 * width, IntermediateSize = 40 * width, VocabularySize = 9, MaxPositions = 99, GatedMlp = gated, Positions = rope ? PositionKind.Rope : PositionKind.Learned };
        var options = kind == 1 ? new WorkloadOptions(batch, ContextLength: tokens + 40, Phase: Phases.Decode) : new WorkloadOptions(batch, tokens);
        return TransformerGraph.Of(WorkloadBuilder.Build(config, options), Widths);
    });

    [Fact]
    public void Plan_SmallChains_EqualsTheBestOfAllDivisions() =>
        Gen.Select(SmallGraphs, Gen.Int[0, 2].Select(i => Objectives[i]), Gen.Int[0, 3].Select(i => 512L << (2 * i))).Sample((graph, objective, bytes) =>
        {
            var architecture = FusionMachines.Of(4, bytes, 4);
            var schedule = Plan(graph, architecture, objective, IdealMapper.MapUnevenly);
            var segment = graph.Segments.Single(s => s.IsBlock);
            var best = AllDivisions.Best(segment, Widths, new FusionHardware(architecture), IdealMapper.MapUnevenly, objective);
            var found = schedule.Segments.Single(s => s.Name == segment.Name).Totals;
            switch (objective)
            {
                case Objective.Latency: Assert.Equal((best.Cycles, Round(best.EnergyPicojoules)), (found.Cycles, Round(found.EnergyPicojoules))); break;
                case Objective.Energy: Assert.Equal(Round(best.EnergyPicojoules), Round(found.EnergyPicojoules)); break;
                default: Assert.Equal(Round(best.Cycles * best.EnergyPicojoules), Round(found.Cycles * found.EnergyPicojoules)); break;
            }
        }, seed: "0000000000001", iter: 25, threads: 1);

    [Fact]
    public void Plan_Slack_IsTheLeastEnergyWithinIt() =>
        Gen.Select(SmallGraphs, Gen.Int[0, 3].Select(i => 512L << (2 * i)), Gen.Int[1, 20]).Sample((graph, bytes, percent) =>
        {
            var architecture = FusionMachines.Of(4, bytes, 4);
            var schedule = FusionPlanner.Plan(new FusionRequest(graph, Widths, architecture, Objective.Latency, IdealMapper.MapUnevenly) { Slack = percent / 100.0 });
            var segment = graph.Segments.Single(s => s.IsBlock);
            var best = AllDivisions.Best(segment, Widths, new FusionHardware(architecture), IdealMapper.MapUnevenly, Objective.Latency, percent / 100.0);
            Assert.Equal(Round(best.EnergyPicojoules), Round(schedule.Segments.Single(s => s.Name == segment.Name).Totals.EnergyPicojoules));
        }, seed: "0000000000003", iter: 15, threads: 1);

    /// <summary>Nine digits: sums in another order differ in the last ones.</summary>
    private static string Round(double value) => value.ToString("E8");

    [Fact]
    public void Plan_SmallChains_Conserves() =>
        Gen.Select(SmallGraphs, Gen.Int[0, 2].Select(i => Objectives[i]), Gen.Int[1, 3].Select(i => 512L << (2 * i))).Sample((graph, objective, bytes) =>
            Check(graph, Plan(graph, FusionMachines.Of(4, bytes, 4), objective, IdealMapper.MapUnevenly), 4), seed: "0000000000002", iter: 100, threads: 1);

    [Fact]
    public void Plan_Slack_TradesAFewCyclesForTraffic()
    {
        var graph = Graph("llama3-8b", new WorkloadOptions(SequenceLength: 2048));
        var strict = Plan(graph, FusionMachines.Small, Objective.Latency);
        var loose = FusionPlanner.Plan(new FusionRequest(graph, Widths, FusionMachines.Small, Objective.Latency, new TilingMapper(Objective.Latency, 0.01, (_, _) => null).Map) { Slack = 0.01 });

        // One per cent of each product, and one of the whole.
        Assert.True(loose.Totals.Cycles <= 1.0201 * strict.Totals.Cycles);
        Assert.True(loose.Totals.Traffic.Total < 0.8 * strict.Totals.Traffic.Total);
    }

    [Theory]
    [InlineData(Objective.Latency)]
    [InlineData(Objective.Energy)]
    [InlineData(Objective.Edp)]
    public void Plan_ConstrainedAxes_FusesAttention(Objective objective)
    {
        var schedule = Plan(Graph("llama3-8b", new WorkloadOptions(SequenceLength: 2048)), FusionMachines.Constrained(FusionMachines.Large), objective);

        Assert.Contains(schedule.Segments.SelectMany(s => s.Groups), g => new[] { "scores", "softmax", "values" }.All(name => g.Operators.Any(o => o.EndsWith(name, StringComparison.Ordinal))));
        Assert.True(schedule.Totals.Traffic.Total < 0.6 * schedule.Unfused.Traffic.Total);
    }

    public static TheoryData<string, string, int, Objective> Cases() => new(
        from name in (string[])["llama3-8b", "vit-b16", "qwen2-0.5b", "bert-base", "tinyllava-1.5b"]
        from phase in WorkloadPresets.Get(name).SupportedPhases
        from side in (int[])[16, 128]
        from objective in Objectives
        select (name, phase, side, objective));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plan_Presets_ConserveAndGainFromFusion(string preset, string phase, int side, Objective objective)
    {
        var graph = Graph(preset, new WorkloadOptions(Phase: phase));
        var architecture = side == 16 ? FusionMachines.Small : FusionMachines.Large;
        var schedule = Plan(graph, architecture, objective);

        Check(graph, schedule, side);
        foreach (var product in schedule.Segments.SelectMany(s => s.Groups).SelectMany(g => g.Products))
        {
            // What the mapping holds in the buffer and what stays there for others is no more than there is.
            var buffer = product.Mapping.Cost.Levels[product.Resident == OperandSet.None ? 1 : 2];
            Assert.Equal("buffer", buffer.Name);
            Assert.True(buffer.OccupiedBits + product.ReservedBits <= architecture.Levels[1].SizeBits, product.Operator);
        }
    }

    [Fact]
    public void Plan_SameRequest_GivesTheSameSchedule()
    {
        var graph = Graph("vit-b16");
        var (first, second) = (Plan(graph, FusionMachines.Small, Objective.Energy), Plan(graph, FusionMachines.Small, Objective.Energy));

        Assert.Equal(Text(first), Text(second));

        static string Text(FusedSchedule schedule) => System.Text.Json.JsonSerializer.Serialize(schedule);
    }

    [Fact]
    public void Plan_Prefill_NeverWritesTheScores()
    {
        var schedule = Plan(Graph("llama3-8b", new WorkloadOptions(SequenceLength: 2048)), FusionMachines.Large, Objective.Energy);

        var group = schedule.Segments.SelectMany(s => s.Groups).Single(g => g.Operators.Contains("decoder.block.attn.softmax"));
        Assert.Contains("decoder.block.attn.scores", group.Operators);
        Assert.Contains("decoder.block.attn.values", group.Operators);
        // Scores of 32 heads would be 128 Mi elements.
        Assert.True(group.Totals.Traffic.Activations < 8L << 27);
    }

    [Fact]
    public void Plan_MergedTokens_CostsLess()
    {
        FusedSchedule[] schedules = [.. ((int[])[0, 8, 16]).Select(merged => Plan(Graph("vit-b16", new WorkloadOptions(MergedPerBlock: merged)), FusionMachines.Small, Objective.Latency))];

        Assert.True(schedules[2].Totals.Cycles < schedules[1].Totals.Cycles && schedules[1].Totals.Cycles < schedules[0].Totals.Cycles);
    }

    [Fact]
    public void Plan_AmpleBuffer_MovesWhatIsCompulsory()
    {
        var schedule = Plan(Graph("vit-b16"), FusionMachines.Of(128, 64L << 20, 64), Objective.Energy);

        var block = schedule.Segments.Single(s => s.Name == "vision.block");
        Assert.Equal(block.Bound.Traffic, block.Totals.Traffic);
    }

    [Fact]
    public void Plan_NoSharedBuffer_FusesNothingThatNeedsOne()
    {
        var plain = FusionMachines.Of(4, 1L << 20, 4);
        // Two buffers, one for each half of the machine: none is shared by all.
        var split = plain with { Levels = [plain.Levels[0] with { Fanout = [new SpatialAxis("halves", 2)] }, .. plain.Levels.Skip(1)] };
        var schedule = Plan(Graph("vit-b16"), split, Objective.Latency, IdealMapper.Map);

        Assert.All(schedule.Segments.SelectMany(s => s.Groups), g => Assert.Equal(0, g.ReservedBits));
    }

    [Fact]
    public void Plan_NoMapping_SaysSo() =>
        Assert.Contains("No mapping of vision.patches fits", Assert.Throws<InvalidOperationException>(() => Plan(Graph("vit-b16"), FusionMachines.Small, Objective.Latency, (_, _) => null)).Message);

    [Fact]
    public void Plan_Area_Throws() => Assert.Throws<ArgumentException>(() => Plan(Graph("vit-b16"), FusionMachines.Small, Objective.Area, IdealMapper.Map));

    private static void Check(TransformerGraph graph, FusedSchedule schedule, int dramBytesPerCycle)
    {
        var rate = 8L * (dramBytesPerCycle == 128 ? 64 : dramBytesPerCycle);
        Assert.Equal(graph.Segments.Select(s => s.Name), schedule.Segments.Select(s => s.Name));
        foreach (var (segment, planned) in graph.Segments.Zip(schedule.Segments))
        {
            Assert.Equal(segment.Operators.Select(o => o.Name), planned.Groups.SelectMany(g => g.Operators));
            Assert.Equal(segment.Macs, planned.Groups.SelectMany(g => g.Products).Sum(p => p.Executions * p.Problem.Macs));
            Assert.Equal(planned.Groups.Aggregate(ScheduleTotals.None, (sum, g) => sum + g.Totals), planned.Totals);
            Assert.True(planned.Bound.Cycles <= planned.Totals.Cycles && planned.Bound.Cycles <= planned.Unfused.Cycles);
            Assert.True(planned.Bound.EnergyPicojoules <= planned.Totals.EnergyPicojoules * (1 + 1e-12));
            Assert.True(planned.Bound.Traffic.Total <= planned.Totals.Traffic.Total);
            Assert.True(planned.Bound.Cycles <= planned.Floor.Cycles && planned.Floor.Cycles <= planned.Totals.Cycles);
            Assert.True(planned.Bound.EnergyPicojoules <= planned.Floor.EnergyPicojoules && planned.Floor.EnergyPicojoules <= planned.Totals.EnergyPicojoules * (1 + 1e-12));
            Assert.All(planned.Groups, g => Assert.True(g.Totals.Cycles * rate >= g.Totals.Traffic.Total && g.Totals.Cycles >= g.VectorCycles && g.Totals.Cycles >= g.ArrayCycles));
            Assert.True(new CostOrder(schedule.Objective).Compare(planned.Totals.Figures, planned.Unfused.Figures) <= 0);
            CheckTimeline(planned);
        }

        Assert.Equal(graph.Segments.Zip(schedule.Segments).Sum(s => s.First.Layers * s.Second.Totals.Cycles), schedule.Totals.Cycles);
        Assert.True(schedule.CyclesGap >= schedule.CyclesToFloor && schedule.CyclesToFloor >= 0 && schedule.EnergyGap >= schedule.EnergyToFloor && schedule.TrafficGap >= 0);
    }

    private static void CheckTimeline(SegmentSchedule segment)
    {
        foreach (var unit in segment.Timeline.GroupBy(s => s.Unit))
        {
            var end = 0L;
            foreach (var span in unit)
            {
                Assert.True(span.StartCycle >= end && span.EndCycle >= span.StartCycle && span.EndCycle <= segment.Totals.Cycles);
                end = span.EndCycle;
            }
        }
    }
}
