using CsCheck;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Tests.Workloads;

/// <summary>Counts of pairs against asking every query which keys it sees.</summary>
public class CausalMaskTests
{
    private static readonly Gen<CausalMask> Masks = Gen.Select(Gen.Int[1, 60], Gen.Int[1, 30], Gen.Int[0, 70]).Select((tokens, first, extra) => new CausalMask(tokens, first, extra == 0 ? null : first + extra - 1));

    /// <summary>Query and key counted from 0.</summary>
    private static bool Sees(CausalMask mask, int query, int key) => key < mask.FirstKeys + query && key >= mask.FirstKeys + query - (mask.Window ?? int.MaxValue);

    [Fact]
    public void VisiblePairs_AnyMask_AreThosePairsThatSee() =>
        Masks.Sample(mask => Assert.Equal(
            Enumerable.Range(0, mask.Tokens).Sum(query => (long)Enumerable.Range(0, mask.Keys).Count(key => Sees(mask, query, key))), mask.VisiblePairs), seed: "0000000000001", iter: 300);

    /// <summary>A block meets the keys from the first to the last that one of its queries sees.</summary>
    [Fact]
    public void Blocks_AnyCut_MeetTheKeysThatOneOfTheirQueriesSees() =>
        Gen.Select(Masks, Gen.Int[1, 64]).Sample((mask, rows) =>
        {
            var first = 0;
            foreach (var block in mask.Blocks(rows))
            {
                int[] seen = [.. Enumerable.Range(0, mask.Keys).Where(key => Enumerable.Range(first, block.Rows).Any(query => Sees(mask, query, key)))];
                Assert.Equal(seen[^1] - seen[0] + 1, block.Keys);
                Assert.Equal(seen.Length, block.Keys);
                first += block.Rows;
            }

            Assert.Equal(mask.Tokens, first);
            Assert.True(mask.PairsInBlocks(rows) >= mask.VisiblePairs);
            Assert.Equal(mask.VisiblePairs, mask.PairsInBlocks(1));
        }, seed: "0000000000002", iter: 300);

    [Fact]
    public void Build_CausalPrefill_CountsTheTriangle()
    {
        var full = WorkloadBuilder.Build(WorkloadPresets.Get("llama3-8b"), new WorkloadOptions(Batch: 3, SequenceLength: 100));
        var causal = WorkloadBuilder.Build(WorkloadPresets.Get("llama3-8b"), new WorkloadOptions(Batch: 3, SequenceLength: 100, Attention: AttentionMask.Causal));

        // 32 layers, 3 prompts, 32 heads of 128, two products: 100 * 100 pairs, of which 100 * 101 / 2 are seen.
        Assert.Equal(32L * 3 * 32 * 128 * 2 * ((100 * 100) - (100 * 101 / 2)), full.Macs - causal.Macs);
        Assert.Equal(full.Parameters, causal.Parameters);
        Assert.True(OperatorBytes.Of(causal, 8, 8).Total < OperatorBytes.Of(full, 8, 8).Total);
        var softmax = causal.Operators.Single(o => o.Kind == OperatorKind.Softmax);
        Assert.Equal(32L * 32 * 3 * (100 * 101 / 2), softmax.Elements * softmax.Repeats);
    }

    [Fact]
    public void Build_CausalPrefillBehindACacheInAWindow_DropsWhatNobodySees()
    {
        var mistral = (DecoderConfig)WorkloadPresets.Get("llama3-8b") with { SlidingWindow = 16 };
        var workload = WorkloadBuilder.Build(mistral, new WorkloadOptions(SequenceLength: 20, ContextLength: 120, Attention: AttentionMask.Causal));

        // Every query sees 16 keys: its own and 15 before it, of which the first needs 15 of the 100 in the cache.
        Assert.Equal(new CausalMask(20, 16, 16), workload.Operators.Single(o => o.Kind == OperatorKind.AttentionScores).Mask);
        Assert.Equal(35, workload.Operators.Single(o => o.Kind == OperatorKind.AttentionValues).Gemm!.Value.K);
    }

    [Fact]
    public void Build_CausalWherePrefillIsNot_IsRefused()
    {
        Assert.Contains("attention: has no meaning for vit-b16", Assert.Throws<InvalidConfigException>(() => WorkloadBuilder.Build(WorkloadPresets.Get("vit-b16"), new WorkloadOptions(Attention: AttentionMask.Causal))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidConfigException>(() => WorkloadBuilder.Build(WorkloadPresets.Get("llama3-8b"), new WorkloadOptions(Phase: Phases.Decode, Attention: AttentionMask.Causal)));
    }

    /// <summary>One token is the last of its prompt: both ways to count agree.</summary>
    [Fact]
    public void Build_OneToken_IsTheSameEitherWay()
    {
        var options = new WorkloadOptions(SequenceLength: 1, ContextLength: 77);
        Assert.Equal(
            WorkloadBuilder.Build(WorkloadPresets.Get("qwen2-0.5b"), options).Operators, WorkloadBuilder.Build(WorkloadPresets.Get("qwen2-0.5b"), options with { Attention = AttentionMask.Causal }).Operators);
    }

    [Fact]
    public void Build_BlocksOfTheirOwnShapes_AreCountedOneByOne()
    {
        var llama = (DecoderConfig)WorkloadPresets.Get("tinyllama-1.1b") with { Layers = 2 };
        var whole = WorkloadBuilder.Build(llama, new WorkloadOptions(SequenceLength: 8));
        var pruned = WorkloadBuilder.Build(llama with { BlockShapes = [new BlockShape(4, 5632), new BlockShape(3, 5000)] }, new WorkloadOptions(SequenceLength: 8));

        Assert.Equal(24 * 64, pruned.Operators.Single(o => o.Name == "decoder.block1.attn.q").Gemm!.Value.N);
        // A key head less with its 8 query heads: columns of queries and rows of outputs, keys and values; 632 channels less in three matrices.
        Assert.Equal(2048L * ((2 * 8 * 64) + (2 * 64) + (3 * 632)), whole.Parameters - pruned.Parameters);
        Assert.Equal(0, pruned.UnusedParameters);
    }
}
