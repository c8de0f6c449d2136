using HwAgent.Core.Compression;
using HwAgent.Core.Decoding;
using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Calibration;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Core.Workloads;
using HwAgent.Models.Allocation;

namespace HwAgent.Models.Tests.Compression;

/// <summary>One budget over vision encoder, projector and language model of a random pair.</summary>
public sealed class VisionLanguageStudyTests
{
    private const int Hidden = 32;

    private static readonly VisionLanguageConfig Llava = new(
        "llava",
        new("clip")
        {
            ImageSize = 12, PatchSize = 4, HiddenSize = 32, Layers = 2, Heads = 4, IntermediateSize = 48,
            Activation = "quick_gelu", PatchBias = false, EmbeddingNorm = true, FinalNormOnClassToken = true,
        },
        new("llama") { HiddenSize = Hidden, Layers = 1, Heads = 4, KeyValueHeads = 2, HeadSize = 8, IntermediateSize = 64, VocabularySize = 40, MaxPositions = 64 });

    private static readonly CompressionSettings Settings = new() { Widths = [2, 4, 8], GroupSize = 32 };

    [Fact]
    public void Compress_AnyBudget_KeepsItAndIsNoWorseThanOneWidth()
    {
        var (pair, study) = Study();
        var matrices = VisionMatrices.Of(pair).ToList();

        // Embedding, one block of six, two layers of the projector, the decoder's embedding, seven matrices and head.
        Assert.Equal(1 + 6 + 2 + 1 + 7 + 1, matrices.Count);
        Assert.Equal([ModelComponent.VisionEncoder, ModelComponent.Projector, ModelComponent.LanguageModel], study.Sensitivities.Select(unit => unit.Unit.Component).Distinct());
        Assert.Equal(study.Sensitivities.Count, study.Sensitivities.Select(unit => (unit.Unit.Component, unit.Unit.Block, unit.Unit.Module)).Distinct().Count());
        foreach (var uniform in study.Uniform)
        {
            var outcome = study.Compress(uniform.Cost, new ExactAllocator());
            Assert.True(outcome.Cost <= uniform.Cost);
            Assert.True(outcome.Loss.Divergence <= uniform.Loss.Divergence);
            Assert.True(outcome.PredictedDivergence >= outcome.LowerBound - 1e-9);
            Assert.Equal(outcome.Model.Cost(new ByteCost(Settings.GroupSize)), outcome.Cost);
            Assert.Equal(outcome.Loss, study.Measure(outcome.Model.ToFloat()));
        }

        var between = study.Compress((study.Uniform[0].Cost + study.Uniform[1].Cost) / 2, new ExactAllocator());
        Assert.True(between.Widths.Select(width => width.Bits).Distinct().Count() > 1);
        Assert.True(between.Loss.Divergence < study.Uniform[0].Loss.Divergence);
    }

    /// <summary>A projector whose rows lie far below the epsilon of the decoder's norms cannot matter: it and the encoder get the narrow widths, the language model the bits.</summary>
    [Fact]
    public void Compress_ImageThatIsHardlyRead_SpendsItsBitsOnTheLanguageModel()
    {
        var (_, study) = Study(imageScale: 1e-6f);
        var outcome = study.Compress((study.Uniform[0].Cost + study.Uniform[2].Cost) / 2, new ExactAllocator());

        Assert.True(outcome.Model.ComponentBits(ModelComponent.LanguageModel) > outcome.Model.ComponentBits(ModelComponent.VisionEncoder) + 1);
        Assert.All(study.Sensitivities.Where(unit => unit.Unit.Component != ModelComponent.LanguageModel), unit => Assert.All(unit.Options, option => Assert.InRange(option.Loss, -1e-6, 1e-3)));
    }

    [Fact]
    public void CompileVision_MixedPair_RunsInIntegersNearItsFloatForm()
    {
        var (pair, study) = Study();
        var outcome = study.Compress(study.Uniform[1].Cost, new ExactAllocator());
        using var workers = new IntegerWorkers(1);
        var (vision, text) = (new VisionStatistics(pair.Vision), new ActivationStatistics(pair.Decoder));
        var (embedder, decoder) = (new ReferenceVisionLanguage(pair, vision), new ReferenceDecoder(pair.Decoder, text));
        foreach (var example in Examples()) Logits(decoder, embedder.EmbedImage(example.Image!, VisualBudget.Full));
        var compiledText = outcome.Model.Decoder.Compile(text.Scales(new CalibrationOptions()), workers);
        var compiledVision = outcome.Model.CompileVision(vision.Scales(), vision.ProjectorScales(pair.Projector), compiledText.ResidualSteps, workers);

        var rounded = outcome.Model.ToFloat();
        double error = 0, size = 0;
        foreach (var example in Examples())
        {
            var expected = Logits(new ReferenceDecoder(rounded.Decoder), new ReferenceVisionLanguage(rounded).EmbedImage(example.Image!, VisualBudget.Full));
            var actual = Logits(compiledText, compiledVision.EmbedImage(example.Image!, VisualBudget.Full));
            for (var i = 0; i < expected.Length; i++)
            {
                error += (expected[i] - actual[i]) * (expected[i] - actual[i]);
                size += expected[i] * expected[i];
            }
        }

        Assert.True(error <= 0.25 * 0.25 * size, $"relative error {Math.Sqrt(error / size):P2}");
    }

    private static (VisionLanguageWeights Pair, VisionLanguageStudy Study) Study(float imageScale = 1)
    {
        var seeded = new SeededWeights(41);
        var projector = seeded.Projector(Llava);
        var last = projector.Layers[1];
        var pair = new VisionLanguageWeights(
            Llava, seeded.Vision(Llava.Vision, 1e-5f),
            projector with { Layers = [projector.Layers[0], last with { Values = [.. last.Values.Select(value => value * imageScale)], Bias = [.. last.Bias!.Select(value => value * imageScale)] }] },
            seeded.Decoder(Llava.Decoder, RotaryEmbedding.FromTheta(10000, 8, interleaved: false)), ImageToken: 39);
        return (pair, new VisionLanguageStudy(pair, new ImageTextCalibration(Examples(), VisualBudget.Full), null, new ByteCost(Settings.GroupSize), Settings, null, TestContext.Current.CancellationToken));
    }

    private static List<ImageTextExample> Examples() =>
        [.. Enumerable.Range(0, 6).Select(i => new ImageTextExample(new SeededWeights((ulong)(70 + i)).Normal(3 * 12 * 12, 1), [i, (i * 7 + 3) % 39, (i * 11 + 5) % 39, (i * 5 + 1) % 39, (i * 13 + 2) % 39]))];

    private static float[] Logits(ILanguageModel model, float[] image)
    {
        using var session = model.Start(32);
        var logits = new float[2 * model.VocabularySize];
        ImagePrompt.Append(session, [39, 5, 9], 39, [image], Hidden, logits);
        return logits;
    }
}
