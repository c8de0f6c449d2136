using CsCheck;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Tests.Workloads;

public class WorkloadBuilderTests
{
    private static Workload Build(string preset, WorkloadOptions? options = null) =>
        WorkloadBuilder.Build(WorkloadPresets.Get(preset), options ?? new WorkloadOptions());

    private static Operator Find(Workload workload, string name) => workload.Operators.Single(o => o.Name == name);

    [Fact]
    public void Build_VitB16_MacsAreThoseOfTorchvision()
    {
        // torchvision lists 17.56 (ViT_B_16_Weights, _ops 17.564). Exactly: patches 196*768*768, 12 blocks of 12*197*768^2 + 2*197^2*768, classifier 768*1000.
        var workload = Build("vit-b16");
        Assert.Equal(17_563_828_224, workload.Macs);
        Assert.Equal(17.564, Math.Round(workload.Macs / 1e9, 3));

        // Counters that know no attention products (fvcore, timm: 16.85) see the products with weights alone: 16848500736.
        Assert.Equal(16_848_500_736, workload.Operators.Where(o => o.Kind == OperatorKind.Gemm).Sum(o => o.Macs));
    }

    [Fact]
    public void Build_DeitS_MacsAreThoseOfItsPaper()
    {
        // DeiT-S is published with 4.6 GFLOPs, counted as multiply-accumulates. Exactly: 196*768*384 + 12*(12*197*384^2 + 2*197^2*384) + 384*1000.
        var macs = Build("deit-s").Macs;
        Assert.Equal(4_598_882_304, macs);
        Assert.Equal(4.6, Math.Round(macs / 1e9, 1));
    }

    [Fact]
    public void Build_BertBase128_MacsAreHalfTheFlopsOfTinyBert()
    {
        // TinyBERT (arXiv 1909.10351, table 1) counts 22.5 GFLOPs for BERT-base at 128 tokens; the blocks alone are
        // 12*(12*128*768^2 + 2*128^2*768) = 11.17 GMACs = 22.35 GFLOPs, norms and softmax make the rest.
        var macs = Build("bert-base", new WorkloadOptions(SequenceLength: 128)).Macs;
        Assert.Equal(11_173_625_856 + (768 * 768), macs);
        Assert.InRange(2 * macs, 22.0e9, 22.5e9);
    }

    [Fact]
    public void Build_ClipLarge336_MacsAreThoseOfTimm()
    {
        // timm lists vit_large_patch14_clip_336 with 191.1 GMACs, norms counted. Exactly: patches 576*588*1024, 24 blocks of 12*577*1024^2 + 2*577^2*1024.
        var macs = Build("clip-vit-l14-336").Macs;
        Assert.Equal((576L * 588 * 1024) + (24 * ((12L * 577 * 1024 * 1024) + (2L * 577 * 577 * 1024))), macs);
        Assert.InRange(macs, 0.999 * 191.1e9, 191.1e9);
    }

    [Theory]
    [InlineData("tinyllama-1.1b", 32_000L * 2048)]
    [InlineData("llama3-8b", 128_256L * 4096)]
    public void Build_DecodeStep_ReadsEveryWeightOnce(string preset, long tokenTable)
    {
        // A decode step multiplies with each weight exactly once: MACs = parameters - token table (looked up) - norm scales.
        var workload = Build(preset, new WorkloadOptions(Phase: Phases.Decode, ContextLength: 1));
        var norms = workload.Operators.Where(o => o.Kind == OperatorKind.RmsNorm).Sum(o => o.Parameters);
        var weights = workload.Operators.Where(o => o.Kind == OperatorKind.Gemm).Sum(o => o.Macs);
        Assert.Equal(workload.Parameters - tokenTable - norms, weights);
    }

    [Fact]
    public void Build_GroupedQueryDecode_StacksTheQueryHeadsOfAGroup()
    {
        var workload = Build("llama3-8b", new WorkloadOptions(Batch: 2, Phase: Phases.Decode, ContextLength: 4096));

        Assert.Equal(new LayerShape(2, 4096, 4096), Find(workload, "decoder.block.attn.q").Gemm);
        Assert.Equal(new LayerShape(2, 1024, 4096), Find(workload, "decoder.block.attn.kv").Gemm);
        Assert.Equal(64, Find(workload, "decoder.block.attn.kv").Repeats);
        var scores = Find(workload, "decoder.block.attn.scores");
        // 32 query heads share 8 key heads: 4 rows a product, 8 heads x 2 prompts x 32 layers products.
        Assert.Equal(new LayerShape(4, 4096, 128), scores.Gemm);
        Assert.Equal(8 * 2 * 32, scores.Repeats);
        Assert.Equal(new LayerShape(4, 128, 4096), Find(workload, "decoder.block.attn.values").Gemm);
        // As many multiply-accumulates as 32 separate heads.
        Assert.Equal(32L * 2 * 32 * 4096 * 128, scores.Macs);
    }

    [Fact]
    public void Build_MultiHeadAttention_HasOneProductAHead()
    {
        var workload = Build("vit-b16", new WorkloadOptions(Batch: 4));

        Assert.Equal(new LayerShape(4 * 197, 768, 768), Find(workload, "vision.block.attn.qkv").Gemm);
        Assert.Equal(3 * 12, Find(workload, "vision.block.attn.qkv").Repeats);
        Assert.Equal(new LayerShape(197, 197, 64), Find(workload, "vision.block.attn.scores").Gemm);
        Assert.Equal(12 * 4 * 12, Find(workload, "vision.block.attn.scores").Repeats);
    }

    [Fact]
    public void Build_Fusions_AreMarkedOnBothSides()
    {
        var gated = Build("llama3-8b");
        Assert.Equal("silu", Find(gated, "decoder.block.gate").FusedActivation);
        Assert.Null(Find(gated, "decoder.block.up").FusedActivation);
        Assert.False(Find(gated, "decoder.block.gate").HasBias);
        Assert.True(Find(gated, "decoder.block.down").AddsResidual);
        Assert.Equal("decoder.block.down", Find(gated, "decoder.block.down.residual").FusableInto);

        foreach (var name in WorkloadPresets.Names)
        {
            var workload = Build(name);
            foreach (var op in workload.Operators.Where(o => o.FusableInto is not null))
            {
                var target = Find(workload, op.FusableInto!);
                Assert.True(op.Kind == OperatorKind.Activation ? target.FusedActivation is not null : target.AddsResidual);
                Assert.Equal((target.Elements, target.Repeats), (op.Elements, op.Repeats));
            }

            Assert.Equal(workload.Operators.Count(o => o.FusableInto is not null), workload.Operators.Sum(o => (o.FusedActivation is null ? 0 : 1) + (o.AddsResidual ? 1 : 0)));
        }
    }

    [Fact]
    public void Build_EveryPreset_HasUniqueNamesAndNoEmptyOperator()
    {
        foreach (var name in WorkloadPresets.Names)
        {
            foreach (var phase in WorkloadPresets.Get(name).SupportedPhases)
            {
                var operators = Build(name, new WorkloadOptions(Phase: phase)).Operators;
                Assert.Equal(operators.Count, operators.Select(o => o.Name).Distinct().Count());
                Assert.All(operators, o => Assert.True(o is { Repeats: >= 1, Elements: >= 1 }));
                Assert.All(operators.Where(o => o.Gemm is not null), o => Assert.Equal((long)o.Gemm!.Value.M * o.Gemm.Value.N, o.Elements));
            }
        }
    }

    [Theory]
    // (224 - 16) / 16 + 1 = 14 a side.
    [InlineData(null, null, 196)]
    [InlineData(384, null, 576)]
    // Overlap: (224 - 16) / 10 + 1 = 21 a side (rounded down).
    [InlineData(null, 10, 441)]
    // (224 - 16) / 8 + 1 = 27 a side.
    [InlineData(224, 8, 729)]
    [InlineData(16, null, 1)]
    public void Build_ResolutionAndStride_SetThePatches(int? resolution, int? stride, int patches)
    {
        var workload = Build("vit-b16", new WorkloadOptions(ImageResolution: resolution, PatchStride: stride));

        Assert.Equal(patches, Find(workload, "vision.patches").Gemm!.Value.M);
        Assert.Equal(patches + 1, Find(workload, "vision.block.attn.scores").Gemm!.Value.N);
        // A stretched position table is still the trained one.
        Assert.Equal(86_567_656, workload.Parameters);
    }

    [Fact]
    public void Build_MergedTokens_ShrinkBlockByBlock()
    {
        var workload = Build("vit-b16", new WorkloadOptions(Batch: 2, MergedPerBlock: 16));

        // 197 tokens, 16 fewer behind each attention; in the last block 10 of the 20 patches that are left.
        for (var block = 0; block < 12; block++)
        {
            var tokens = 197 - (16 * block);
            Assert.Equal((tokens, 24L), (Find(workload, $"vision.block{block}.attn.scores").Gemm!.Value.N, Find(workload, $"vision.block{block}.attn.scores").Repeats));
            Assert.Equal(2 * (block == 11 ? 11 : tokens - 16), Find(workload, $"vision.block{block}.fc1").Gemm!.Value.M);
            // Every second token against those between.
            Assert.Equal(new LayerShape((tokens + 1) / 2, tokens / 2, 64), Find(workload, $"vision.block{block}.merge.scores").Gemm);
        }

        Assert.Equal(86_567_656, workload.Parameters);
        Assert.Equal(2 * 11 * 768, Find(workload, "vision.norm").Elements);
    }

    [Fact]
    public void Build_MergedTokens_LeaveAtLeastHalfAndReachTheDecoder()
    {
        // 576 patches, at most half of them a block: 288, 144, 72, 36, 18, 9, 5, 3, 2, 1, and then none are left to merge.
        var workload = Build("llava-1.5-7b", new WorkloadOptions(SequenceLength: 40, MergedPerBlock: 1000));

        Assert.Equal([577, 289, 145, 73, 37, 19, 10, 6, 4, 3, 2], Enumerable.Range(0, 11).Select(block => Find(workload, $"vision.block{block}.attn.scores").Gemm!.Value.N));
        Assert.DoesNotContain(workload.Operators, o => o.Name == "vision.block10.merge.scores");
        Assert.Equal(1 + 40, Find(workload, "decoder.block.up").Gemm!.Value.M);
        Assert.Equal(1, Find(workload, "projector.fc1").Gemm!.Value.M);
    }

    [Fact]
    public void Build_MergedTokensOfADecoder_NamesFieldAndRemedy() =>
        Assert.Equal("merged_per_block: has no meaning for llama3-8b in phase prefill -> leave it out",
            Assert.Throws<InvalidConfigException>(() => Build("llama3-8b", new WorkloadOptions(MergedPerBlock: 1))).Message);

    [Fact]
    public void Build_Llava_FeedsImageAndTextTokensToTheDecoder()
    {
        var workload = Build("llava-1.5-7b", new WorkloadOptions(SequenceLength: 40));

        // 336 / 14 = 24 a side, the class token dropped.
        Assert.Equal(new LayerShape(576, 4096, 1024), Find(workload, "projector.fc1").Gemm);
        Assert.Equal(576 + 40, Find(workload, "decoder.block.up").Gemm!.Value.M);
        Assert.Equal(40L * 4096, Find(workload, "decoder.embed.tokens").Elements);
        // Features come from the last but one of 24 blocks; the last block and the norm behind it are never read.
        Assert.Equal(23, Find(workload, "vision.block.fc1").Repeats);
        Assert.Equal(12_596_224 + 2048, workload.UnusedParameters);
        Assert.Equal(1, Find(workload, "decoder.head").Gemm!.Value.M);
    }

    [Fact]
    public void Build_FerretUi_EncodesTwoSubImagesAndTheWhole()
    {
        var workload = Build("ferret-ui-7b", new WorkloadOptions(SequenceLength: 64));

        Assert.Equal(3 * 576, Find(workload, "vision.patches").Gemm!.Value.M);
        // Images do not attend to each other in the tower: 16 heads x 3 images x 23 blocks.
        Assert.Equal(16 * 3 * 23, Find(workload, "vision.block.attn.scores").Repeats);
        Assert.Equal((3 * 576) + 64, Find(workload, "decoder.block.up").Gemm!.Value.M);
    }

    [Fact]
    public void Build_VisionLanguagePhases_SplitTheWork()
    {
        var prefill = Build("llava-1.5-7b");
        var encode = Build("llava-1.5-7b", new WorkloadOptions(Phase: Phases.Encode));
        var decode = Build("llava-1.5-7b", new WorkloadOptions(Phase: Phases.Decode));

        Assert.DoesNotContain(encode.Operators, o => o.Name.StartsWith("decoder", StringComparison.Ordinal));
        Assert.All(decode.Operators, o => Assert.StartsWith("decoder", o.Name, StringComparison.Ordinal));
        Assert.Equal(encode.Operators, prefill.Operators.Take(encode.Operators.Count));
        Assert.Equal(2048, Find(decode, "decoder.block.attn.scores").Gemm!.Value.N);
    }

    [Fact]
    public void Build_SlidingWindow_BoundsTheKeys()
    {
        var mistral = (DecoderConfig)WorkloadPresets.Get("llama3-8b") with { SlidingWindow = 4096 };

        var workload = WorkloadBuilder.Build(mistral, new WorkloadOptions(Phase: Phases.Decode, ContextLength: 8192));

        Assert.Equal(4096, Find(workload, "decoder.block.attn.scores").Gemm!.Value.N);
    }

    [Theory]
    [InlineData("vit-b16", 1, null, null, null, null, "decode", "phase: vit-b16 has no phase 'decode' -> use one of: encode")]
    [InlineData("vit-b16", 0, null, null, null, null, null, "batch: 0 is out of range -> give 1 to 65536")]
    [InlineData("vit-b16", 1, 12, null, null, null, null, "sequence_length: has no meaning for vit-b16 in phase encode -> leave it out")]
    [InlineData("vit-b16", 1, null, null, 8, null, null, "image_resolution: 8 pixels are smaller than one patch of 16 -> give at least 16")]
    [InlineData("vit-b16", 1, null, null, null, 17, null, "patch_stride: 17 is larger than the patch of 16 and would skip pixels -> give 1 to 16")]
    [InlineData("bert-base", 1, 513, null, null, null, null, "sequence_length: 513 tokens are more than the 512 rows of the position table -> give at most 512")]
    [InlineData("bert-base", 1, null, 64, null, null, null, "context_length: has no meaning for bert-base in phase encode -> leave it out")]
    [InlineData("llama3-8b", 1, 128, null, null, null, "decode", "sequence_length: has no meaning for llama3-8b in phase decode -> a decode step makes one token; give context_length for the filled cache")]
    [InlineData("llama3-8b", 1, 128, 64, null, null, null, "context_length: 64 keys are fewer than the 128 tokens of the prompt -> leave it out, or give the prompt plus what is cached before it")]
    [InlineData("llama3-8b", 1, null, null, 224, null, null, "image_resolution: has no meaning for llama3-8b in phase prefill -> leave it out")]
    [InlineData("opt-175b", 1, null, 2049, null, null, "decode", "context_length: 2049 tokens are more than the 2048 rows of the position table -> give at most 2048")]
    [InlineData("bert-base", 65536, 512, null, null, null, null, null)]
    [InlineData("llama3-8b", 65536, 65536, null, null, null, null, "batch: the work is too large to count (2^31 rows, 2^52 elements or 2^58 multiply-accumulates an operator) -> use a smaller batch, sequence length or image")]
    public void Build_BadOption_NamesFieldAndRemedy(
        string preset, int batch, int? sequence, int? context, int? resolution, int? stride, string? phase, string? message)
    {
        var options = new WorkloadOptions(batch, sequence, context, resolution, stride, phase);

        var e = Record.Exception(() => Build(preset, options));

        Assert.Equal(message, e?.Message);
    }

    [Fact]
    public void Build_AnyBatch_MultipliesTheWorkAndKeepsTheParameters() =>
        Gen.Select(Gen.Int[0, WorkloadPresets.Names.Count - 1].Select(i => WorkloadPresets.Names[i]), Gen.Int[1, 64]).Sample((name, batch) =>
        {
            var one = Build(name);
            var many = Build(name, new WorkloadOptions(Batch: batch));
            return many.Macs == batch * one.Macs && many.Parameters == one.Parameters;
        }, seed: "0000000000001", iter: 100);
}
