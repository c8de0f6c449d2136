using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Fusion;

/// <summary>Operators whose columns have weights of several widths.</summary>
public class MixedWidthTests
{
    private static GraphSegment Block(WidthMap widths)
    {
        var config = new DecoderConfig("tiny") { HiddenSize = 32, Layers = 1, Heads = 4, KeyValueHeads = 4, HeadSize = 8, IntermediateSize = 48, VocabularySize = 50, MaxPositions = 512 };
        return TransformerGraph.Of(WorkloadBuilder.Build(config, new WorkloadOptions(SequenceLength: 16)), widths).Segments.Single(s => s.IsBlock);
    }

    private static WidthMap Mixed(string name, params IReadOnlyList<WeightStripe> stripes) => new() { Mixed = new Dictionary<string, IReadOnlyList<WeightStripe>> { [name] = stripes } };

    private static GroupPlan Plan(GraphSegment segment, WidthMap widths, bool keepWeights, params string[] roles)
    {
        int Index(string role) => Enumerable.Range(0, segment.Operators.Count).Single(o => segment.Operators[o].Name == "decoder.block." + role);
        return GroupPlanner.Plan(new GroupShape(segment, Index(roles[0]), Index(roles[^1])), new GroupOption(8, false, keepWeights, 0, 1, false), widths, 1 << 20)!;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_StripesOfWidths_AreOneProductAWidth(bool keepWeights)
    {
        var widths = Mixed("decoder.block.attn.qkv", new(40, 4), new(30, 8), new(26, 4));
        var plan = Plan(Block(widths), widths, keepWeights, "attn.qkv");

        Assert.Equal([(66L, 4), (30L, 8)], plan.Executions.Select(e => (e.Problem.Dimensions[2].Size, e.Problem.Tensor(Operand.Weight).Bits)));
        if (keepWeights) Assert.Equal(32 * ((66 * 4) + (30 * 8)), plan.Traffic.Weights);
    }

    [Fact]
    public void Plan_GateAndUpOfTheSameStripes_RunSideBySideAWidth()
    {
        WeightStripe[] stripes = [new(32, 2), new(16, 8)];
        var widths = new WidthMap { Mixed = new Dictionary<string, IReadOnlyList<WeightStripe>> { ["decoder.block.gate"] = stripes, ["decoder.block.up"] = stripes } };
        var plan = Plan(Block(widths), widths, keepWeights: false, "gate", "multiply");

        Assert.Equal([(64L, 2), (32L, 8)], plan.Executions.Select(e => (e.Problem.Dimensions[2].Size, e.Problem.Tensor(Operand.Weight).Bits)));
        Assert.Equal(8 * 48 * 8, plan.Executions.Sum(e => e.Problem.Elements(Operand.Output) * e.Problem.Tensor(Operand.Output).Bits));
    }

    /// <summary>Where the widths of a channel of gate and up differ, they cannot meet on the way out of one product.</summary>
    [Fact]
    public void Plan_GateAndUpOfOtherStripes_RunOneAfterTheOther()
    {
        var widths = Mixed("decoder.block.gate", new(16, 8), new(32, 2));
        var plan = Plan(Block(widths), widths, keepWeights: false, "gate", "multiply");

        Assert.Equal([(16L, 8), (32L, 2), (48L, 8)], plan.Executions.Select(e => (e.Problem.Dimensions[2].Size, e.Problem.Tensor(Operand.Weight).Bits)));
    }

    [Fact]
    public void Plan_NarrowerStripe_NeverCostsMore()
    {
        FusedSchedule Schedule(WidthMap widths)
        {
            var graph = TransformerGraph.Of(WorkloadBuilder.Build(WorkloadPresets.Get("qwen2-0.5b"), new WorkloadOptions(Phase: Phases.Decode)), widths);
            return FusionPlanner.Plan(new FusionRequest(graph, widths, FusionMachines.Small, Objective.Energy, new TilingMapper(Objective.Energy, otherwise: (_, _) => null).Map));
        }

        var (plain, mixed) = (Schedule(new WidthMap()), Schedule(Mixed("decoder.block.down", new(448, 4), new(448, 8))));

        // A decode step reads each weight once: 24 layers, half of the columns at half of the width.
        Assert.Equal(24L * 448 * 4864 * 4, plain.Totals.Traffic.Weights - mixed.Totals.Traffic.Weights);
        Assert.Equal(plain.Bound.Traffic.Weights - mixed.Bound.Traffic.Weights, plain.Totals.Traffic.Weights - mixed.Totals.Traffic.Weights);
        Assert.True(mixed.Totals.EnergyPicojoules < plain.Totals.EnergyPicojoules);
    }

    [Fact]
    public void StripesOf_RuleThatMatches_ComesBeforeThem()
    {
        var widths = Mixed("decoder.block.down", new(8, 4), new(24, 8)) with { Rules = [new WidthRule("decoder.block.d*", 2)] };

        Assert.Equal([new WeightStripe(32, 2)], widths.StripesOf("decoder.block.down", 32));
        Assert.Equal(2, widths.WeightBitsOf("decoder.block.down"));
        Assert.Contains("33 columns", Assert.Throws<ArgumentException>(() => (widths with { Rules = [] }).StripesOf("decoder.block.down", 33)).Message, StringComparison.Ordinal);
    }
}
