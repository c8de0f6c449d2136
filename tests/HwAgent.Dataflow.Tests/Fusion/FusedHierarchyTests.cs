using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Fusion;

/// <summary><see cref="FusionPlanner"/> on architectures with more than one buffer.</summary>
public class FusedHierarchyTests
{
    private static readonly WidthMap Widths = new();

    private static readonly Architecture Cores = FusionMachines.Cores(8, 8, 1 << 20, 32 << 10, 32);

    private static readonly Architecture Scratchpads = FusionMachines.Scratchpads(12, 14, 108 << 10, 16);

    private static TransformerGraph Graph(string preset, WorkloadOptions options) => TransformerGraph.Of(WorkloadBuilder.Build(WorkloadPresets.Get(preset), options), Widths);

    private static FusedSchedule Plan(TransformerGraph graph, Architecture architecture, Objective objective, int threads = 2, bool isRefined = true)
    {
        var mapper = new TilingMapper(objective, otherwise: (_, _) => null);
        return FusionPlanner.Plan(new FusionRequest(graph, Widths, architecture, objective, mapper.Map) { Threads = threads, Refine = isRefined ? mapper.Refine : null });
    }

    [Theory]
    [InlineData("vit-b16", Phases.Encode, Objective.Edp)]
    [InlineData("llama3-8b", Phases.Decode, Objective.Latency)]
    [InlineData("qwen2-0.5b", Phases.Prefill, Objective.Energy)]
    public void Plan_Presets_ConserveAndGainFromFusion(string preset, string phase, Objective objective)
    {
        var graph = Graph(preset, new WorkloadOptions(SequenceLength: phase == Phases.Prefill ? 512 : null, Phase: phase));
        foreach (var architecture in (Architecture[])[Cores, Scratchpads])
        {
            var schedule = Plan(graph, architecture, objective);

            foreach (var (segment, planned) in graph.Segments.Zip(schedule.Segments)) Check(segment, planned, architecture, objective);
            Assert.True(schedule.CyclesGap >= 0 && schedule.EnergyGap >= 0 && schedule.TrafficGap >= 0);
            Assert.True(schedule.Totals.Traffic.Total < schedule.Unfused.Traffic.Total);
        }
    }

    [Fact]
    public void Plan_Prefill_NeverWritesTheScores()
    {
        var schedule = Plan(Graph("llama3-8b", new WorkloadOptions(SequenceLength: 2048)), Cores, Objective.Edp);

        var group = schedule.Segments.SelectMany(s => s.Groups).Single(g => g.Operators.Contains("decoder.block.attn.softmax"));
        Assert.Contains("decoder.block.attn.scores", group.Operators);
        Assert.Contains("decoder.block.attn.values", group.Operators);
        // Scores of 32 heads would be 128 Mi elements.
        Assert.True(group.Totals.Traffic.Activations < 8L << 27);
        Assert.Contains(schedule.Segments.SelectMany(s => s.Groups), g => g.Operators.Contains("decoder.block.gate") && g.Operators.Contains("decoder.block.multiply"));
    }

    /// <summary>Better mappings of the products that are far from their bounds, on the same division.</summary>
    [Theory]
    [InlineData(Objective.Latency)]
    [InlineData(Objective.Energy)]
    [InlineData(Objective.Edp)]
    public void Plan_Refined_IsBetterAndGroupedTheSame(Objective objective)
    {
        var graph = Graph("deit-s", new WorkloadOptions());
        var (refined, first) = (Plan(graph, Cores, objective), Plan(graph, Cores, objective, isRefined: false));

        foreach (var (better, plain) in refined.Segments.Zip(first.Segments))
        {
            Assert.Equal(plain.Groups.Select(g => string.Join(' ', g.Operators)), better.Groups.Select(g => string.Join(' ', g.Operators)));
            Assert.Equal(plain.Floor, better.Floor);
            Assert.True(new CostOrder(objective).Compare(better.Totals.Figures, plain.Totals.Figures) <= 0);
        }

        Assert.True(new CostOrder(objective).Compare(refined.Totals.Figures, first.Totals.Figures) < 0);
    }

    [Fact]
    public void Plan_Threads_GiveTheSameSchedule()
    {
        var graph = Graph("qwen2-0.5b", new WorkloadOptions(SequenceLength: 64));

        Assert.Equal(Text(1), Text(3));

        string Text(int threads) => System.Text.Json.JsonSerializer.Serialize(Plan(graph, Cores, Objective.Edp, threads));
    }

    /// <summary>Each mapping is run step by step; with what the vector unit moves that is all that crosses the border of the chip.</summary>
    [Theory]
    [InlineData(6, 1, null, Phases.Prefill)]
    [InlineData(4, 2, 6, Phases.Prefill)]
    [InlineData(1, 2, 7, Phases.Decode)]
    public void Plan_SmallModel_ChargesWhatCrosses(int tokens, int batch, int? context, string phase)
    {
        var config = new DecoderConfig("tiny") { HiddenSize = 8, Layers = 2, Heads = 2, KeyValueHeads = 1, HeadSize = 4, IntermediateSize = 7, VocabularySize = 7, MaxPositions = 20, GatedMlp = true };
        var options = phase == Phases.Decode ? new WorkloadOptions(batch, ContextLength: context, Phase: phase) : new WorkloadOptions(batch, tokens, context, Phase: phase);
        var graph = TransformerGraph.Of(WorkloadBuilder.Build(config, options), Widths);
        foreach (var architecture in (Architecture[])[FusionMachines.Cores(2, 2, 2 << 10, 64, 2), FusionMachines.Scratchpads(2, 3, 2 << 10, 2)])
        {
            var schedule = Plan(graph, architecture, Objective.Edp);

            Assert.Contains(schedule.Segments.SelectMany(s => s.Groups), g => g.ReservedBits > 0 && g.Products.Count > 1);
            foreach (var (segment, planned) in graph.Segments.Zip(schedule.Segments))
            {
                Check(segment, planned, architecture, Objective.Edp);
                foreach (var group in planned.Groups) Assert.Equal(OfVectorUnit(segment, group, architecture) + group.Products.Sum(p => p.Executions * CrossingRun.Bits(p)), group.Totals.Traffic.Total);
            }
        }
    }

    /// <summary>Off-chip bits of a group beside those of its products' mappings.</summary>
    private static long OfVectorUnit(GraphSegment segment, FusedGroup group, Architecture architecture)
    {
        int Index(string name) => Enumerable.Range(0, segment.Operators.Count).Single(o => segment.Operators[o].Name == name);
        var option = group.QueryRows == 0
            ? new GroupOption(group.TileRows, group.KeepsShared, group.KeepsWeights, 0, 1, false)
            : new GroupOption(group.TileRows, group.KeepsShared, group.KeepsWeights, group.QueryRows, group.KeyColumns, group.KeepsKeys);
        return GroupPlanner.Plan(new GroupShape(segment, Index(group.Operators[0]), Index(group.Operators[^1])), option, Widths, new FusionHardware(architecture).BufferBits)!.Traffic.Total;
    }

    private static void Check(GraphSegment segment, SegmentSchedule planned, Architecture architecture, Objective objective)
    {
        Assert.Equal(segment.Operators.Select(o => o.Name), planned.Groups.SelectMany(g => g.Operators));
        Assert.Equal(segment.Macs, planned.Groups.SelectMany(g => g.Products).Sum(p => p.Executions * p.Problem.Macs));
        Assert.Equal(planned.Groups.Aggregate(ScheduleTotals.None, (sum, g) => sum + g.Totals), planned.Totals);
        Assert.True(new CostOrder(objective).Compare(planned.Totals.Figures, planned.Unfused.Figures) <= 0);
        Assert.True(planned.Bound.Cycles <= planned.Totals.Cycles && planned.Bound.Traffic.Total <= planned.Totals.Traffic.Total);
        var rate = architecture.Levels[0].Ports[0].BitsPerCycle;
        foreach (var group in planned.Groups)
        {
            Assert.True(group.Totals.Cycles * rate >= group.Totals.Traffic.Total && group.Totals.Cycles >= group.ArrayCycles && group.Totals.Cycles >= group.VectorCycles);
            foreach (var product in group.Products)
            {
                // The hardware that a mapping is valid for has what is reserved taken off its buffer.
                Assert.Empty(NestValidation.Validate(product.Problem, product.Hardware, product.Mapping.Nest));
                var buffer = product.Hardware.Levels.Single(l => l.Name == "buffer");
                Assert.Equal(architecture.Levels[1].SizeBits, buffer.SizeBits + product.ReservedBits);
                Assert.Equal(product.Resident == OperandSet.None ? architecture.Levels.Count : architecture.Levels.Count + 1, product.Hardware.Levels.Count);
            }
        }
    }
}
