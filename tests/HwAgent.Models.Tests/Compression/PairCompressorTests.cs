using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Models.Allocation;
using HwAgent.Models.Tests.Vision;

namespace HwAgent.Models.Tests.Compression;

/// <summary>A pair with random weights, pruned and rounded as a whole.</summary>
public sealed class PairCompressorTests
{
    private static readonly VisionLanguageWeights Pair = TinyLlava.Weights();
    private static readonly ImageTextCalibration Calibration = new(Examples(1, 5), VisualBudget.Full), HeldOut = new(Examples(50, 2), VisualBudget.Full);

    /// <summary>The plan that a search wrote gives the same pair without the search: components, channel groups, pruning.</summary>
    [Fact]
    public void Run_PlanOfABudget_GivesTheSamePair()
    {
        var settings = new CompressionSettings { ChannelGroupRows = 32 };
        var searched = Run(new CompressionRequest { Budget = CompressionBudget.Parse("60%"), PrunedShare = 0.2, PrunedBlocks = 1, CurvePoints = 2, Settings = settings });
        var planned = Run(new CompressionRequest { Plan = searched.Plan });

        Assert.True(searched.Cost <= 0.6 * searched.FullCost);
        Assert.Equal(searched.Whole.Cost(new ByteCost(32)), searched.Cost);
        Assert.Equal([ModelComponent.VisionEncoder, ModelComponent.Projector, ModelComponent.LanguageModel], searched.Widths.Select(width => width.Unit.Component).Distinct());
        foreach (var (matrix, linear) in searched.Whole.Matrices)
        {
            Assert.Equal(linear.RowBits, planned.Whole.Matrices[matrix].RowBits);
            Assert.Equal(linear.Values, planned.Whole.Matrices[matrix].Values);
        }

        Assert.Equal(searched.Calibration, planned.Calibration);
        Assert.Equal(searched.HeldOut, planned.HeldOut);
        Assert.Equal(searched.VisualWeight, planned.VisualWeight);
    }

    /// <summary>A compressed pair is compressed further as what its integers stand for; its projector is balanced already.</summary>
    [Fact]
    public void Run_CompressedPair_GoesOnFromItsWeights()
    {
        var first = Run(new CompressionRequest { Plan = new CompressionPlan(32, true, 8, [], null) });
        var second = Run(new CompressionRequest { Plan = new CompressionPlan(32, true, 8, [new(ModelComponent.Projector, 0, ModuleKind.GateUp, null, 0, null, 4)], null) }, first.Vision!.Pair.ToFloat());
        Assert.Equal(first.Vision.Pair.Skeleton.Projector.InputScale!, second.Vision!.Pair.Skeleton.Projector.InputScale!);
        Assert.All(second.Whole.Matrices, entry => Assert.All(entry.Value.RowBits, bits => Assert.Equal(entry.Key == VisionMatrices.OfProjector(0) ? 4 : 8, bits)));
        Assert.InRange(second.Calibration.InIntegers.Divergence, 0, 0.15);
    }

    /// <summary>A patch passes through the patch embedding, a token is only looked up in the decoder's.</summary>
    [Fact]
    public void BitOperationCost_Embeddings_CountWhereTheyAreMultiplied()
    {
        var cost = new BitOperationCost();
        long Of(WeightMatrix matrix) => cost.Cost(new RowRange(matrix, 0, 32, 48), 4);
        Assert.Equal(32 * 48 * 4 * 8, Of(VisionMatrices.Outside(Pair.Vision, DecoderModule.Embedding)));
        Assert.Equal(0, Of(new WeightMatrix(ModelComponent.LanguageModel, 2, DecoderModule.Embedding)));
    }

    /// <summary>The same inputs give the same pair and the same numbers, whatever the threads of the integer runtime.</summary>
    [Fact]
    public void Run_Twice_GivesTheSamePair()
    {
        var request = new CompressionRequest { Budget = CompressionBudget.Parse("50%"), PrunedShare = 0.1, CurvePoints = 0, Settings = new CompressionSettings { Widths = [3, 8] } };
        var (first, second) = (Run(request), Run(request, threads: 2));
        foreach (var (matrix, linear) in first.Whole.Matrices)
        {
            Assert.Equal(linear.RowBits, second.Whole.Matrices[matrix].RowBits);
            Assert.Equal(linear.Values, second.Whole.Matrices[matrix].Values);
            Assert.Equal(linear.RowScales, second.Whole.Matrices[matrix].RowScales);
        }

        Assert.Equal(first.Calibration, second.Calibration);
        Assert.Equal(first.HeldOut, second.HeldOut);
        Assert.Equal(first.Chosen, second.Chosen);
    }

    /// <summary>At every budget the mixture is no worse than the best single width that fits, and the numbers of the report hold.</summary>
    [Theory]
    [InlineData("4.4bits")]
    [InlineData("75%")]
    public void Run_Budget_IsKeptAndNoWorseThanOneWidth(string budget)
    {
        var found = Run(new CompressionRequest { Budget = CompressionBudget.Parse(budget), CurvePoints = 3 });
        Assert.True(found.Cost <= found.Budget);
        foreach (var point in found.Curve.Append(found.Chosen!))
        {
            Assert.All(found.Uniform.Where(uniform => uniform.Cost <= point.Cost), uniform => Assert.True(point.Loss.Divergence <= uniform.Loss.Divergence));
            Assert.True(point.LowerBound <= point.OptimalDivergence + 1e-9 && point.OptimalDivergence <= point.GreedyDivergence + 1e-9);
        }

        Assert.Equal(found.Chosen!.Loss, found.Calibration.Compressed);
        Assert.Equal(0, found.Calibration.Original.Divergence);
        Assert.Equal(HeldOut.PredictedTokens, found.HeldOut!.Tokens);
    }

    /// <summary>Eight bits everywhere: what integers compute is near float32, from the pixels to the last logit.</summary>
    [Fact]
    public void Run_EightBits_RunsInIntegersNearFloat32()
    {
        var found = Run(new CompressionRequest { Plan = new CompressionPlan(32, true, 8, [], null) });
        Assert.InRange(found.Calibration.Compressed.Divergence, 0, 0.01);
        Assert.InRange(found.HeldOut!.InIntegers.Perplexity / found.HeldOut.Original.Perplexity, 0.97, 1.03);
        Assert.InRange(found.HeldOut.InIntegers.Divergence, 0, 0.1);
    }

    /// <summary>A block of the encoder that adds nothing, and heads of it that nobody reads, go before anything else; what is left is smaller and computes the same.</summary>
    [Fact]
    public void Run_EncoderWithIdleParts_LosesThemFirst()
    {
        var idle = Pair.Vision.Blocks[0];
        var block = Pair.Vision.Blocks[1];
        var pair = Pair.WithVisionBlocks([idle with { Output = Silent(idle.Output, 0, 32), Down = Silent(idle.Down, 0, 48) }, block with { Output = Silent(block.Output, 8, 8), Down = Silent(block.Down, 16, 8) }]);
        var found = Run(new CompressionRequest { Budget = CompressionBudget.Parse("100%"), PrunedBlocks = 1, PrunedShare = 0.06, CurvePoints = 0 }, pair);

        var vision = found.Vision!.Pair.Skeleton.Vision;
        var kept = found.Plan.KeptVision!;
        Assert.Equal([1], kept.Blocks);
        Assert.Equal([0, 2, 3], Assert.Single(kept.HeadGroups));
        Assert.Equal(24, vision.Blocks[0].Query.Outputs);
        Assert.Equal([.. Enumerable.Range(0, 16), .. Enumerable.Range(24, 24)], Assert.Single(kept.Channels));
        Assert.Equal(1, vision.Config.Layers);
        Assert.InRange(found.Calibration.Pruned!.Divergence, 0, 0.02);
        Assert.InRange(found.Calibration.InIntegers.Divergence, 0, 0.15);
        Assert.Equal(2, found.Pruning.Count);
    }

    [Fact]
    public void Run_WhatCannotBe_Throws()
    {
        var plan = new CompressionPlan(32, true, 8, [], null);
        Assert.Contains("of the VisionEncoder; it has 2 blocks", Error(plan with { Widths = [new(ModelComponent.VisionEncoder, 7, ModuleKind.Down, null, 0, null, 4)] }), StringComparison.Ordinal);
        Assert.Contains("it has 2 layers", Error(plan with { Widths = [new(ModelComponent.Projector, 2, ModuleKind.GateUp, null, 0, null, 4)] }), StringComparison.Ordinal);
        Assert.Contains("0 to 2", Assert.Throws<ArgumentException>(() => Run(new CompressionRequest { Budget = CompressionBudget.Parse("80%"), PrunedBlocks = 3 })).Message, StringComparison.Ordinal);
        using var workers = new IntegerWorkers(1);
        var text = new ImageTextCalibration([new ImageTextExample(null, [1, 2, 3])], VisualBudget.Full);
        Assert.Contains("no example has an image", Assert.Throws<ArgumentException>(() => new PairCompressor(new GreedyAllocator(), workers).Run(Pair, text, null, new CompressionRequest { Plan = plan }, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

        static string Error(CompressionPlan plan) => Assert.Throws<ArgumentException>(() => Run(new CompressionRequest { Plan = plan })).Message;
    }

    /// <summary>Text in front of an image reaches the model in front of it.</summary>
    [Fact]
    public void Sequences_Lead_StandsInFrontOfTheImage()
    {
        var image = Calibration.Examples[0].Image;
        var decoder = new ReferenceDecoder(Pair.Decoder);
        var meter = new LossMeter(decoder, new ImageTextCalibration([new ImageTextExample(image, [5, 9, 4], [1])], VisualBudget.Full).Sequences(Pair));
        using var session = decoder.Start(32);
        var logits = new float[2 * 512];
        session.Append([1], []);
        session.AppendEmbeddings(new ReferenceVisionLanguage(Pair).EmbedImage(image, VisualBudget.Full));
        session.Append([5, 9], logits);
        var expected = 0.0;
        for (var row = 0; row < 2; row++)
        {
            var scores = logits.AsSpan(row * 512, 512).ToArray();
            expected += Math.Log(scores.Sum(score => Math.Exp(score))) - scores[row == 0 ? 9 : 4];
        }

        Assert.Equal(expected / 2, meter.Teacher.NegativeLogLikelihood, 1e-4);
    }

    private static LinearWeights Silent(LinearWeights layer, int first, int count) =>
        layer with { Values = [.. layer.Values.Select((value, i) => i % layer.Inputs >= first && i % layer.Inputs < first + count ? 0 : value)], Bias = layer.Bias is { } bias && count == layer.Inputs ? new float[bias.Length] : layer.Bias };

    private static CompressionResult Run(CompressionRequest request, VisionLanguageWeights? pair = null, int threads = 1)
    {
        using var workers = new IntegerWorkers(threads);
        return new PairCompressor(new ExactAllocator(), workers).Run(pair ?? Pair, Calibration, HeldOut, request, TestContext.Current.CancellationToken);
    }

    /// <summary>The last one has no image.</summary>
    private static List<ImageTextExample> Examples(ulong seed, int count)
    {
        var seeded = new SeededWeights(seed);
        var random = new Core.Numerics.SplitMix64(seed);
        return [.. Enumerable.Range(0, count + 1).Select(i => new ImageTextExample(i < count ? seeded.Normal(3 * 16 * 16, 1) : null, [.. Enumerable.Range(0, 12).Select(_ => random.Next(500))], i < count ? [1] : null))];
    }
}
