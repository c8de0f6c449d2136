using CsCheck;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Fusion;

/// <summary>Prefill whose mask is counted: tiles that it hides are left out, and nothing else is.</summary>
public class CausalAttentionTests
{
    private static readonly WidthMap Widths = new() { KeyValueBits = 4 };

    private static readonly Gen<WorkloadOptions> Passes = Gen.Select(Gen.Int[2, 150], Gen.Int[1, 2], Gen.Int[0, 60]).Select((tokens, batch, cached) => new WorkloadOptions(batch, tokens, tokens + cached));

    private static DecoderConfig Config(bool grouped, int? window) => new("tiny")
    {
        HiddenSize = 32, Layers = 2, Heads = 4, KeyValueHeads = grouped ? 2 : 4, HeadSize = 8, IntermediateSize = 48, VocabularySize = 50, MaxPositions = 512, SlidingWindow = window,
    };

    private static TransformerGraph Graph(DecoderConfig config, WorkloadOptions options, AttentionMask attention) => TransformerGraph.Of(WorkloadBuilder.Build(config, options with { Attention = attention }), Widths);

    private static int Index(GraphSegment segment, string role) => Enumerable.Range(0, segment.Operators.Count).Single(o => segment.Operators[o].Name == "decoder.block." + role);

    private static GroupCost Cost(GroupPlan plan, GraphSegment segment, FusionHardware hardware)
    {
        var costs = new ProductCosts(hardware, IdealMapper.Map);
        return GroupCost.Of(plan, [.. plan.Executions.Select(e => costs.Exact(e)!)], segment, hardware);
    }

    /// <summary>Multiplications, traffic, and the vector unit's work of every way to cut fused attention, against a walk over its tiles.</summary>
    [Fact]
    public void Plan_FusedAttention_MovesWhatAWalkOverItsTilesMoves() =>
        Gen.Select(Passes, Gen.Bool, Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 120].Select(w => (int?)w))).Sample((options, grouped, window) =>
        {
            var segment = Graph(Config(grouped, window), options, AttentionMask.Causal).Segments.Single(s => s.IsBlock);
            var shape = new GroupShape(segment, Index(segment, "attn.scores"), Index(segment, "attn.out.residual"));
            var hardware = new FusionHardware(FusionMachines.Small);
            var all = GroupOptions.Of(shape).Where(o => !o.KeepWeights && !o.KeepShared).ToList();
            Assert.NotEmpty(all);
            foreach (var option in all)
            {
                var plan = GroupPlanner.Plan(shape, option, Widths, hardware.BufferBits)!;
                var walk = AttentionWalk.Run(segment, option, Widths);
                Assert.Equal(walk.Macs, plan.Executions.Where(e => segment.Operators[e.Operator].Product!.IsAttention).Sum(e => e.Count * e.Problem.Macs));
                Assert.Equal(walk.KeyValueBits, Cost(plan, segment, hardware).Traffic.KeyValueReads);
                Assert.Equal((3 * walk.Scores) + walk.RescaledElements + segment.Operators[Index(segment, "attn.out.residual")].VectorElements, plan.VectorElements);
            }
        }, seed: "0000000000001", iter: 40);

    /// <summary>The finer the tiles of queries, the less is hidden and multiplied; with one query a tile, nothing.</summary>
    [Fact]
    public void Plan_OneQueryATile_MultipliesTheTriangle()
    {
        var segment = Graph(Config(grouped: true, null), new WorkloadOptions(2, 60, 75), AttentionMask.Causal).Segments.Single(s => s.IsBlock);
        var shape = new GroupShape(segment, Index(segment, "attn.scores"), Index(segment, "attn.values"));
        long Macs(long rows) => GroupPlanner.Plan(shape, new GroupOption(segment.Rows, false, false, rows, 75, false), Widths, 1 << 22)!.Executions.Sum(e => e.Count * e.Problem.Macs);

        Assert.Equal(segment.Operators.Where(o => o.Product is { IsAttention: true }).Sum(o => o.Product!.Macs), Macs(1));
        Assert.True(Macs(1) < Macs(8) && Macs(8) < Macs(30) && Macs(30) < Macs(60));
        // 2 prompts, 4 heads of 8, two products; the whole rectangle when the queries are one tile.
        Assert.Equal(2L * 4 * 8 * 2 * 60 * 75, Macs(60));
    }

    /// <summary>
    /// Groups that make scores for another one, or read those of another, in every way to cut them: pair by pair, each of the mask's blocks is made and read once, in whatever tiles of rows, and
    /// with each part of a block in a tile come the keys or values of that block.
    /// </summary>
    [Theory]
    [InlineData("attn.scores", "attn.softmax")]
    [InlineData("attn.softmax", "attn.values")]
    [InlineData("attn.values", "norm2")]
    [InlineData("norm1", "attn.scores")]
    public void Plan_PartOfAttention_MultipliesThePairsOfItsBlocks(string from, string to) =>
        Gen.Select(Passes, Gen.Bool, Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 120].Select(w => (int?)w))).Sample((options, grouped, window) =>
        {
            var segment = Graph(Config(grouped, window), options, AttentionMask.Causal).Segments.Single(s => s.IsBlock);
            var shape = new GroupShape(segment, Index(segment, from), Index(segment, to));
            var product = segment.Operators[shape.Scores >= 0 ? shape.Scores : shape.Values].Product!;
            var (mask, tokens) = (product.Mask!, (int)segment.TokensPerSequence);
            var hardware = new FusionHardware(FusionMachines.Small);
            var tiles = new HashSet<long>();
            foreach (var option in GroupOptions.Of(shape).Where(o => !o.KeepWeights && !o.KeepShared))
            {
                tiles.Add(option.TileRows);
                var plan = GroupPlanner.Plan(shape, option, Widths, hardware.BufferBits)!;
                long pairs = 0, keys = 0;
                // Sequence by sequence: which tile and which block a query is in decides when its keys come in.
                (long Tile, int Block) loaded = (-1, -1);
                for (var query = 0; query < tokens; query++)
                {
                    var block = query / mask.BlockRows;
                    var end = Math.Min(tokens, (block + 1) * mask.BlockRows);
                    var seen = Enumerable.Range(0, mask.Keys).Count(k => Enumerable.Range(block * mask.BlockRows, end - (block * mask.BlockRows)).Any(q => k < mask.FirstKeys + q && k >= mask.FirstKeys + q - (mask.Window ?? int.MaxValue)));
                    pairs += seen;
                    if ((query / option.TileRows, block) == loaded) continue;
                    loaded = (query / option.TileRows, block);
                    keys += seen;
                }

                var times = product.Executions * segment.HeadsPerGroup;
                Assert.Equal(times * pairs * 8, plan.Executions.Where(e => segment.Operators[e.Operator].Product!.IsAttention).Sum(e => e.Count * e.Problem.Macs));
                Assert.Equal(product.Executions * keys * 8 * 4, plan.Executions.Where(e => segment.Operators[e.Operator].Product!.IsAttention).Sum(e => e.Count * e.Problem.Elements(Operand.Weight) * e.Problem.Tensor(Operand.Weight).Bits));
            }

            // Where keys are made inside, sequences go through whole.
            if (shape.MakesKeys) Assert.All(tiles, rows => Assert.Equal(0, rows % tokens));
            else if (to == "norm2" && options.Batch == 1 && tokens >= 32) Assert.True(tiles.Count > 1);
        }, seed: "0000000000008", iter: 30, threads: 1);

    /// <summary>What one group writes the next one reads: scores and probabilities in the blocks of the mask.</summary>
    [Fact]
    public void Unfused_Scores_AreHandedOnInTheBlocksOfTheMask()
    {
        var options = new WorkloadOptions(1, 150);
        var segment = Graph(Config(grouped: true, null), options, AttentionMask.Causal).Segments.Single(s => s.IsBlock);
        var hardware = new FusionHardware(FusionMachines.Small);
        long Traffic(string role, Func<TrafficBits, long> of)
        {
            var shape = new GroupShape(segment, Index(segment, role), Index(segment, role));
            return of(Cost(GroupPlanner.Plan(shape, Assert.Single(GroupOptions.Of(shape)), Widths, hardware.BufferBits)!, segment, hardware).Traffic);
        }

        // Blocks of 64, 64 and 22 queries meet 64, 128 and 150 keys, in 4 heads.
        var scores = 4 * ((64 * 64) + (64 * 128) + (22 * 150)) * 8L;
        Assert.Equal(scores, Traffic("attn.scores", t => t.ActivationWrites));
        Assert.Equal(scores, Traffic("attn.softmax", t => t.ActivationReads));
        Assert.Equal(scores, Traffic("attn.softmax", t => t.ActivationWrites));
        Assert.Equal(scores, Traffic("attn.values", t => t.ActivationReads));
    }

    [Theory]
    [InlineData(Objective.Latency)]
    [InlineData(Objective.Energy)]
    [InlineData(Objective.Edp)]
    public void Plan_LongPrefill_CostsLessThanInFullAndNoLessThanItsBound(Objective objective)
    {
        FusedSchedule Plan(AttentionMask attention)
        {
            var graph = TransformerGraph.Of(WorkloadBuilder.Build(WorkloadPresets.Get("qwen2-0.5b"), new WorkloadOptions(SequenceLength: 1024, Attention: attention)), Widths);
            return FusionPlanner.Plan(new FusionRequest(graph, Widths, FusionMachines.Small, objective, new TilingMapper(objective, otherwise: (_, _) => null).Map));
        }

        var (full, causal) = (Plan(AttentionMask.Full), Plan(AttentionMask.Causal));

        Assert.True(causal.Totals.Cycles < full.Totals.Cycles && causal.Totals.EnergyPicojoules < full.Totals.EnergyPicojoules);
        Assert.True(causal.Unfused.Cycles < full.Unfused.Cycles && causal.Unfused.EnergyPicojoules < full.Unfused.EnergyPicojoules);
        Assert.True(causal.Bound.Cycles < full.Bound.Cycles && causal.Totals.Cycles >= causal.Bound.Cycles && causal.Totals.EnergyPicojoules >= causal.Bound.EnergyPicojoules);
        // Softmax works on what the products make.
        foreach (var group in causal.Segments.SelectMany(s => s.Groups).Where(g => g.Scores > 0))
            Assert.Equal(group.Scores, group.Products.Where(p => p.Operator.EndsWith("attn.scores", StringComparison.Ordinal)).Sum(p => p.Executions * p.Problem.Elements(Operand.Output)));
        // Nothing but attention changes.
        var (a, b) = (Others(full), Others(causal));
        Assert.Equal(a, b);

        static long Others(FusedSchedule schedule) => schedule.Segments.Sum(s => s.Layers * s.Groups.SelectMany(g => g.Products).Where(p => !p.Operator.Contains("attn.scores", StringComparison.Ordinal) && !p.Operator.Contains("attn.values", StringComparison.Ordinal)).Sum(p => p.Executions * p.Problem.Macs));
    }

    [Fact]
    public void Plan_SmallChains_EqualsTheBestOfAllDivisions() =>
        Gen.Select(Gen.Int[2, 90], Gen.Int[1, 2], Gen.Bool, Gen.Int[0, 2]).Sample((tokens, batch, grouped, kind) =>
        {
            var objective = (Objective[])[Objective.Latency, Objective.Energy, Objective.Edp];
            var graph = Graph(Config(grouped, null), new WorkloadOptions(batch, tokens), AttentionMask.Causal);
            var architecture = FusionMachines.Of(4, 8 << 10, 4);
            var schedule = FusionPlanner.Plan(new FusionRequest(graph, Widths, architecture, objective[kind], IdealMapper.MapUnevenly));
            var segment = graph.Segments.Single(s => s.IsBlock);
            var best = AllDivisions.Best(segment, Widths, new FusionHardware(architecture), IdealMapper.MapUnevenly, objective[kind]);
            var found = schedule.Segments.Single(s => s.Name == segment.Name).Totals;
            Assert.Equal(Figure(best.Cycles, best.EnergyPicojoules, kind), Figure(found.Cycles, found.EnergyPicojoules, kind));
        }, seed: "0000000000004", iter: 15, threads: 1);

    private static string Figure(double cycles, double picojoules, int kind) => (kind switch { 0 => cycles, 1 => picojoules, _ => cycles * picojoules }).ToString("E8");
}
