using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Fusion;

public class GroupPlannerTests
{
    private static readonly WidthMap Widths = new() { KeyValueBits = 4 };

    private static GraphSegment Block(int tokens, int batch = 1, int? context = null, bool grouped = true, string phase = Phases.Prefill)
    {
        var config = new DecoderConfig("tiny") { HiddenSize = 32, Layers = 2, Heads = 4, KeyValueHeads = grouped ? 2 : 4, HeadSize = 8, IntermediateSize = 48, VocabularySize = 50, MaxPositions = 512 };
        var options = phase == Phases.Decode ? new WorkloadOptions(batch, ContextLength: context, Phase: phase) : new WorkloadOptions(batch, tokens, context, Phase: phase);
        return TransformerGraph.Of(WorkloadBuilder.Build(config, options), Widths).Segments.Single(s => s.IsBlock);
    }

    private static int Index(GraphSegment segment, string role) => Enumerable.Range(0, segment.Operators.Count).Single(o => segment.Operators[o].Name == "decoder.block." + role);

    private static GroupShape Shape(GraphSegment segment, string first, string last) => new(segment, Index(segment, first), Index(segment, last));

    [Theory]
    [InlineData(64, 1, null, true)]
    [InlineData(37, 1, null, true)]
    [InlineData(37, 3, null, false)]
    [InlineData(32, 2, 150, true)]
    [InlineData(129, 1, 200, false)]
    public void Plan_FusedAttention_MovesWhatAWalkOverItsTilesMoves(int tokens, int batch, int? context, bool grouped)
    {
        var segment = Block(tokens, batch, context, grouped);
        var shape = Shape(segment, "attn.scores", "attn.values");
        var hardware = new FusionHardware(FusionMachines.Small);
        var options = GroupOptions.Of(shape).ToList();
        Assert.Contains(options, o => o.KeepKeys);
        Assert.Contains(options, o => o.KeyColumns < (context ?? tokens) || tokens <= 64);
        foreach (var option in options)
        {
            var plan = GroupPlanner.Plan(shape, option, Widths, hardware.BufferBits)!;
            var costs = new ProductCosts(hardware, IdealMapper.Map);
            var cost = GroupCost.Of(plan, [.. plan.Executions.Select(e => costs.Exact(e)!)], segment, hardware);
            var walk = AttentionWalk.Run(segment, option, Widths);

            Assert.Equal(new TrafficBits(0, walk.QueryBits, walk.OutputBits, walk.KeyValueBits, 0), cost.Traffic);
            Assert.Equal(walk.Macs, plan.Executions.Sum(e => e.Count * e.Problem.Macs));
            Assert.Equal(segment.Operators[Index(segment, "attn.softmax")].VectorElements + walk.RescaledElements, plan.VectorElements);
        }
    }

    [Theory]
    [InlineData(128, 2, null)]
    [InlineData(128, 1, 200)]
    [InlineData(70, 1, null)]
    public void Plan_AttentionAndProjection_ReadKeysOnceATileOfRows(int tokens, int batch, int? context)
    {
        var segment = Block(tokens, batch, context);
        var shape = Shape(segment, "attn.scores", "attn.out.residual");
        var hardware = new FusionHardware(FusionMachines.Small);
        var options = GroupOptions.Of(shape).Where(o => o.TileRows < tokens).ToList();
        Assert.Contains(options, o => o.KeepKeys);
        foreach (var option in options)
        {
            var plan = GroupPlanner.Plan(shape, option, Widths, hardware.BufferBits)!;
            var costs = new ProductCosts(hardware, IdealMapper.Map);
            var cost = GroupCost.Of(plan, [.. plan.Executions.Select(e => costs.Exact(e)!)], segment, hardware);
            var walk = AttentionWalk.Run(segment, option, Widths);

            Assert.Equal(walk.KeyValueBits, cost.Traffic.KeyValueReads);
            Assert.Equal(walk.Macs, plan.Executions.Where(e => segment.Operators[e.Operator].Product!.IsAttention).Sum(e => e.Count * e.Problem.Macs));
            // Queries and the residual stream come in, the stream goes out; weights for every tile of rows, or once where they stay.
            Assert.Equal(walk.QueryBits + (segment.Rows * 32 * 16), cost.Traffic.ActivationReads);
            Assert.Equal(segment.Rows * 32 * 16, cost.Traffic.ActivationWrites);
            var tiles = (segment.Rows + option.TileRows - 1) / option.TileRows;
            Assert.Equal(32 * 32 * 8 * (option.KeepWeights ? 1 : tiles), cost.Traffic.Weights);
        }
    }

    [Fact]
    public void Plan_FusedAttention_HoldsOneTileOfScores()
    {
        var segment = Block(64);
        var shape = Shape(segment, "attn.scores", "attn.values");
        // 16 tokens of 2 heads each against 64 keys, in two buffers; then against 32 keys, with sums of 32 bits and queries.
        Assert.Equal(2 * 32 * 64 * 8, GroupPlanner.Plan(shape, new GroupOption(64, false, false, 16, 64, false), Widths, 1 << 20)!.ReservedBits);
        Assert.Equal((2 * 32 * 32 * 8) + (32 * 8 * (32 + 8)), GroupPlanner.Plan(shape, new GroupOption(64, false, false, 16, 32, false), Widths, 1 << 20)!.ReservedBits);
        // All keys and values of a head of 4 bits.
        Assert.Equal((2 * 32 * 64 * 8) + (2 * 64 * 8 * 4), GroupPlanner.Plan(shape, new GroupOption(64, false, false, 16, 64, true), Widths, 1 << 20)!.ReservedBits);
    }

    [Fact]
    public void Plan_TooLarge_IsNone()
    {
        var shape = Shape(Block(64), "attn.scores", "attn.values");
        var option = new GroupOption(64, false, false, 16, 64, false);
        Assert.NotNull(GroupPlanner.Plan(shape, option, Widths, (2 * 32 * 64 * 8) + 1));
        Assert.Null(GroupPlanner.Plan(shape, option, Widths, 2 * 32 * 64 * 8));
    }

    [Fact]
    public void Plan_GateAndUp_AreOneProductOfHalfTheWidth()
    {
        var segment = Block(64);
        var shape = Shape(segment, "gate", "multiply");
        var plan = GroupPlanner.Plan(shape, new GroupOption(64, false, false, 0, 1, false), Widths, 1 << 20)!;

        var product = Assert.Single(plan.Executions);
        Assert.Equal([1L, 64, 96, 32], product.Problem.Dimensions.Select(d => d.Size));
        // 96 columns of 4 bits are the 48 products of gate and up of 8 bits.
        Assert.Equal(64 * 48 * 8, product.Problem.Elements(Operand.Output) * product.Problem.Tensor(Operand.Output).Bits);
        Assert.Empty(shape.Resident);
    }

    [Fact]
    public void Plan_Mlp_KeepsATileOfItsInside()
    {
        var segment = Block(64);
        var plan = GroupPlanner.Plan(Shape(segment, "norm2", "down.residual"), new GroupOption(16, true, false, 0, 1, false), Widths, 1 << 20)!;

        Assert.Equal([("decoder.block.up", OperandSet.Input | OperandSet.Output, 4L), ("decoder.block.down", OperandSet.Input, 4L)], plan.Executions.Select(e => (e.Problem.Name, e.Resident, e.Count)));
        // The stream of 16 bits, the normed rows of 8 in two buffers; then the inside of the MLP.
        Assert.Equal((16 * 32 * 16) + (2 * 16 * 32 * 8) + (16 * 48 * 8), plan.ReservedBits);
        // Off the chip beside the products: the stream once, norm scales.
        Assert.Equal(new TrafficBits(32 * 16, 64 * 32 * 16, 0, 0, 0), plan.Traffic);
    }

    [Fact]
    public void Plan_DecodeBlock_WritesTheFreshKeysAndReadsTheCache()
    {
        var segment = Block(1, batch: 2, context: 100, phase: Phases.Decode);
        var shape = Shape(segment, "norm1", "down.residual");
        var option = GroupOptions.Of(shape).First(o => o.TileRows == 2);
        var plan = GroupPlanner.Plan(shape, option, Widths, 1 << 20)!;

        Assert.Equal(2 * 2 * 2 * 8 * 4, plan.Traffic.KeyValueWrites);
        Assert.All(plan.Executions.Where(e => segment.Operators[e.Operator].Product!.IsAttention), e => Assert.False(e.Resident.Has(Operand.Weight)));
    }

    [Fact]
    public void Options_KeysMadeInside_TakeWholeSequences()
    {
        var segment = Block(64, batch: 4);
        Assert.All(GroupOptions.Of(Shape(segment, "attn.kv", "attn.scores")), o => Assert.Equal(0, o.TileRows % 64));
        Assert.Contains(GroupOptions.Of(Shape(segment, "attn.scores", "attn.out")), o => o.TileRows == 32);
    }
}
