using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Fusion;

namespace HwAgent.Dataflow.Tests.Fusion;

public class TransformerGraphTests
{
    private static TransformerGraph Build(string preset, WorkloadOptions? options = null, WidthMap? widths = null) =>
        TransformerGraph.Of(WorkloadBuilder.Build(WorkloadPresets.Get(preset), options ?? new WorkloadOptions()), widths ?? new WidthMap());

    private static GraphSegment Block(TransformerGraph graph) => graph.Segments.Single(s => s.IsBlock);

    private static GraphTensor Tensor(GraphSegment segment, string name) => segment.Tensors.Single(t => t.Name == name);

    public static TheoryData<string, string> Passes() =>
        new(WorkloadPresets.Names.SelectMany(name => WorkloadPresets.Get(name).SupportedPhases.Select(phase => (name, phase))));

    [Theory]
    [MemberData(nameof(Passes))]
    public void Of_EveryPreset_KeepsWorkAndWeights(string preset, string phase)
    {
        var workload = WorkloadBuilder.Build(WorkloadPresets.Get(preset), new WorkloadOptions(Phase: phase));
        var graph = TransformerGraph.Of(workload, new WidthMap());

        Assert.Equal(workload.Macs, graph.Macs);
        Assert.Equal(workload.Operators.Select(o => o.Name), graph.Segments.SelectMany(s => s.Operators).Select(o => o.Name));
        var weights = graph.Segments.Sum(s => s.Layers * s.Operators.Where(o => o.Kind == OperatorKind.Gemm).Sum(o => o.Product!.Executions * ((o.Product.SecondOperandBits / 8) + (o.Product.BiasBits / 32))));
        var tied = workload.Operators.Where(o => o.Kind == OperatorKind.Gemm && o.Parameters < (long)o.Gemm!.Value.K * o.Gemm.Value.N).Sum(o => (long)o.Gemm!.Value.K * o.Gemm.Value.N);
        Assert.Equal(workload.Operators.Where(o => o.Kind == OperatorKind.Gemm).Sum(o => o.Parameters) + tied, weights);
    }

    [Theory]
    [MemberData(nameof(Passes))]
    public void Of_EveryPreset_HandsTensorsForward(string preset, string phase)
    {
        foreach (var segment in Build(preset, new WorkloadOptions(Phase: phase)).Segments)
        {
            for (var o = 0; o < segment.Operators.Count; o++)
            {
                foreach (var t in segment.Operators[o].Inputs)
                {
                    Assert.True(segment.Tensors[t].Producer < o);
                    Assert.Contains(o, segment.Tensors[t].Consumers);
                }

                foreach (var t in segment.Operators[o].Outputs) Assert.Equal(o, segment.Tensors[t].Producer);
            }

            Assert.All(segment.Tensors, t => Assert.True(t.Leaves || t.Consumers.Count > 0, t.Name));
        }
    }

    [Fact]
    public void Of_LlamaPrefill_SharesKeysBetweenTheQueryHeadsOfAGroup()
    {
        var block = Block(Build("llama3-8b", new WorkloadOptions(Batch: 2, SequenceLength: 512)));

        Assert.Equal((32L, 1024L, 512L, 4L, false), (block.Layers, block.Rows, block.TokensPerSequence, block.HeadsPerGroup, block.HasCache));
        var scores = block.Operators.Single(o => o.Kind == OperatorKind.AttentionScores).Product!;
        Assert.Equal((4 * 512L, 512L, 128L, 16L), (scores.Rows, scores.Columns, scores.Depth, scores.Executions));
        // The cache gets keys as they are behind the rotation, and values.
        Assert.Equal(["decoder.block.attn.kv.v", "decoder.block.attn.rope.k", "decoder.block.down.residual"], block.Tensors.Where(t => t.Leaves).Select(t => t.Name));
        Assert.Equal(1024L * 1024, Tensor(block, "decoder.block.attn.rope.k").Elements);
        // The residual stream goes to the norm and to the sum behind attention.
        Assert.Equal(["decoder.block.norm1", "decoder.block.attn.out.residual"], Tensor(block, "input").Consumers.Select(o => block.Operators[o].Name));
        Assert.Equal(16, Tensor(block, "input").Bits);
    }

    [Fact]
    public void Of_LlamaDecode_ReadsTheCache()
    {
        var block = Block(Build("llama3-8b", new WorkloadOptions(Phase: Phases.Decode, ContextLength: 2048)));

        Assert.True(block.HasCache);
        Assert.Equal(2047L * 1024, Tensor(block, "keys.cached").Elements);
        Assert.Equal(2047L * 1024, Tensor(block, "values.cached").Elements);
        Assert.Equal(TrafficKind.KeyValues, Tensor(block, "keys.cached").Kind);
    }

    [Fact]
    public void Of_MergedTokens_MakesABlockOfEachSide()
    {
        var workload = WorkloadBuilder.Build(WorkloadPresets.Get("vit-b16"), new WorkloadOptions(MergedPerBlock: 16));
        var graph = TransformerGraph.Of(workload, new WidthMap());

        Assert.Equal(workload.Macs, graph.Macs);
        Assert.Equal([("vision.block2", 165L), ("vision.block2", 149L)], graph.Segments.Where(s => s.Name == "vision.block2").Select(s => (s.Name, s.Rows)));
        Assert.All(graph.Segments.Where(s => s.IsBlock), s => Assert.Equal(1, s.Layers));
    }

    [Fact]
    public void Of_PostNormEncoder_ReadsTheNormedStream()
    {
        var block = Block(Build("bert-base"));

        Assert.Equal(["encoder.block.attn.qkv", "encoder.block.attn.out.residual"], Tensor(block, "input").Consumers.Select(o => block.Operators[o].Name));
        Assert.Equal(["encoder.block.fc1", "encoder.block.fc2.residual"], Tensor(block, "encoder.block.norm1").Consumers.Select(o => block.Operators[o].Name));
        Assert.Equal(["encoder.block.norm2"], block.Tensors.Where(t => t.Leaves).Select(t => t.Name));
    }

    [Fact]
    public void Of_WidthRules_LastMatchCounts()
    {
        var widths = new WidthMap { WeightBits = 8, KeyValueBits = 4, Rules = [new("*.attn.*", 4), new("*.down", 2), new("*.attn.out", 6)] };
        var block = Block(Build("llama3-8b", widths: widths));

        Assert.Equal(
            [("attn.q", 4), ("attn.kv", 4), ("attn.scores", 4), ("attn.values", 4), ("attn.out", 6), ("gate", 8), ("up", 8), ("down", 2)],
            block.Operators.Where(o => o.Product is not null).Select(o => (o.Name["decoder.block.".Length..], o.Product!.WeightBits)));
    }

    [Theory]
    [InlineData("a.b", "a.b", true)]
    [InlineData("a.*", "a.b.c", true)]
    [InlineData("*", "", true)]
    [InlineData("*.c", "a.b.c", true)]
    [InlineData("a*c*e", "abcde", true)]
    [InlineData("a.b", "a.bc", false)]
    [InlineData("a*d", "abc", false)]
    [InlineData("*b", "abc", false)]
    public void Matches_Pattern_IsTheWholeName(string pattern, string name, bool matches) => Assert.Equal(matches, new WidthRule(pattern, 8).Matches(name));

    [Fact]
    public void Of_WidthOutOfRange_Throws()
    {
        Assert.Contains("33", Assert.Throws<ArgumentException>(() => Build("vit-b16", widths: new WidthMap { Rules = [new("*", 33)] })).Message);
        Assert.Throws<ArgumentException>(() => Build("vit-b16", widths: new WidthMap { PartialBits = 8 }));
    }
}
