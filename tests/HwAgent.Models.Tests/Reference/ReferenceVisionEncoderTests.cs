using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Core.Workloads;
using HwAgent.Models.Tests.Onnx;

namespace HwAgent.Models.Tests.Reference;

/// <summary>The float32 vision encoder against the same model in ONNX operators, and the knobs of the visual budget.</summary>
public sealed class ReferenceVisionEncoderTests
{
    private const double Tolerance = 2e-5;

    private static readonly VisionEncoderConfig Vit = new("vit")
    {
        ImageSize = 24, PatchSize = 4, HiddenSize = 32, Layers = 3, Heads = 4, IntermediateSize = 48, Pooler = true,
    };

    private static readonly VisionEncoderConfig Clip = Vit with
    {
        Activation = "quick_gelu", PatchBias = false, EmbeddingNorm = true, FinalNormOnClassToken = true, ProjectionSize = 20, Pooler = false,
    };

    private static readonly VisionEncoderConfig Siglip = Vit with { ApproximateGelu = true, ExtraTokens = 0, AttentionPooling = true, Pooler = false };

    public static TheoryData<string, VisionEncoderConfig, float> Encoders => new()
    {
        { "vit with pooler", Vit, 1e-12f },
        { "vit with classifier, no bias at q, k, v", Vit with { Pooler = false, Classes = 7, QkvBias = false }, 1e-12f },
        { "distilled deit", Vit with { Pooler = false, Classes = 7, ClassifierHeads = 2, ExtraTokens = 2 }, 1e-12f },
        { "clip", Clip, 1e-5f },
        { "clip without projection, one channel", Clip with { ProjectionSize = null, Channels = 1 }, 1e-5f },
        { "siglip", Siglip, 1e-6f },
        { "siglip without head", Siglip with { AttentionPooling = false }, 1e-6f },
        { "epsilon that shows", Vit, 0.5f },
    };

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Encode_RandomModel_AgreesWithOnnxRuntime(string name, VisionEncoderConfig config, float epsilon)
    {
        Assert.NotEmpty(name);
        var weights = new SeededWeights(11).Vision(config, epsilon);
        var image = Image(config, config.ImageSize);

        Close.Assert(new OnnxVisionEncoder(weights).Encode(image), new ReferenceVisionEncoder(weights).Encode(image, VisualBudget.Full), Tolerance);
        for (var blocks = 0; blocks <= config.Layers; blocks++)
            Close.Assert(new OnnxVisionEncoder(weights).Features(image, blocks), new ReferenceVisionEncoder(weights).Features(image, VisualBudget.Full, blocks).Rows, Tolerance);
    }

    /// <summary>Positions are interpolated up and down, patches overlap or leave gaps.</summary>
    [Theory]
    [InlineData(24, 4)]
    [InlineData(32, 4)]
    [InlineData(12, 4)]
    [InlineData(24, 2)]
    [InlineData(30, 3)]
    [InlineData(33, 7)]
    public void Features_OtherResolutionAndStride_AgreeWithOnnxRuntime(int resolution, int stride)
    {
        foreach (var config in new[] { Clip, Siglip })
        {
            var weights = new SeededWeights(12).Vision(config, 1e-5f);
            var image = Image(config, resolution);
            var tokens = new ReferenceVisionEncoder(weights).Features(image, new VisualBudget(resolution, stride), 2);

            Assert.Equal(config.Patches(resolution, stride), tokens.WithoutExtraTokens().Count);
            Close.Assert(new OnnxVisionEncoder(weights).Features(image, 2, resolution, stride), tokens.Rows, Tolerance);
        }
    }

    [Fact]
    public void Features_MergingMoreThanThereIs_StopsAtHalfOfThePatches()
    {
        var weights = new SeededWeights(13).Vision(Vit with { Layers = 8 }, 1e-12f);
        var tokens = new ReferenceVisionEncoder(weights).Features(Image(Vit, 24), new VisualBudget(MergedPerBlock: 1000));

        Assert.Equal(2, tokens.Count);
        Assert.Equal([1, 36], tokens.Sizes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    public void Features_Merging_LosesSoManyTokensABlockAndNoPatch(int merges)
    {
        foreach (var config in new[] { Vit, Vit with { ExtraTokens = 2 }, Siglip })
        {
            var weights = new SeededWeights(14).Vision(config, 1e-6f);
            var encoder = new ReferenceVisionEncoder(weights);
            for (var blocks = 0; blocks <= config.Layers; blocks++)
            {
                var tokens = encoder.Features(Image(config, 24), new VisualBudget(MergedPerBlock: merges), blocks);

                Assert.Equal(config.Patches() + config.ExtraTokens - blocks * merges, tokens.Count);
                Assert.Equal(config.Patches(), tokens.WithoutExtraTokens().Sizes.Sum());
                Assert.All(tokens.Sizes[..config.ExtraTokens], size => Assert.Equal(1, size));
            }
        }
    }

    /// <summary>
    /// Copies of one token, in front of every block equal, are what merging is exact for: the logarithm of its size gives the merged token the weight of its
    /// copies. An image of one colour with equal positions has only copies.
    /// </summary>
    [Fact]
    public void Encode_MergingEqualTokens_ChangesNothing()
    {
        var weights = new SeededWeights(15).Vision(Vit, 1e-6f);
        var hidden = Vit.HiddenSize;
        for (var row = 2; row < weights.PositionEmbedding.Outputs; row++)
            weights.PositionEmbedding.Values.AsSpan(hidden, hidden).CopyTo(weights.PositionEmbedding.Values.AsSpan(row * hidden));
        var image = Enumerable.Repeat(0.7f, 3 * 24 * 24).ToArray();
        var encoder = new ReferenceVisionEncoder(weights);

        Close.Assert(encoder.Encode(image, VisualBudget.Full), encoder.Encode(image, new VisualBudget(MergedPerBlock: 9)), 1e-5);
    }

    [Fact]
    public void Features_WrongImage_IsRefused()
    {
        var encoder = new ReferenceVisionEncoder(new SeededWeights(16).Vision(Vit, 1e-6f));

        Assert.Throws<ArgumentException>(() => encoder.Features(new float[100], VisualBudget.Full));
        Assert.Throws<ArgumentException>(() => encoder.Features(new float[3 * 3 * 3], new VisualBudget(Resolution: 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Features(Image(Vit, 24), new VisualBudget(Stride: 0)));
    }

    private static float[] Image(VisionEncoderConfig config, int resolution) => new SeededWeights(3).Normal(config.Channels * resolution * resolution, 1);
}
