using HwAgent.Core.Decoding;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Core.Workloads;
using HwAgent.Models.Tests.Onnx;

namespace HwAgent.Models.Tests.Reference;

/// <summary>From pixels through projector and decoder, against the same pair in ONNX operators.</summary>
public sealed class ReferenceVisionLanguageTests
{
    private const double Tolerance = 2e-5;
    private const int ImageToken = 50;

    private static readonly VisionLanguageConfig Llava = new(
        "llava",
        new("clip")
        {
            ImageSize = 16, PatchSize = 4, HiddenSize = 32, Layers = 4, Heads = 4, IntermediateSize = 48,
            Activation = "quick_gelu", PatchBias = false, EmbeddingNorm = true, FinalNormOnClassToken = true,
        },
        new("llama") { HiddenSize = 48, Layers = 2, Heads = 6, KeyValueHeads = 2, HeadSize = 8, IntermediateSize = 80, VocabularySize = 61, MaxPositions = 64 });

    public static TheoryData<string, VisionLanguageConfig> Pairs => new()
    {
        { "as published", Llava },
        { "one layer, class token kept, last hidden state", Llava with { ProjectorLayers = 1, KeepClassToken = true, FeatureLayer = -1, ProjectorBias = false } },
        { "three layers of tanh GELU, counted from the front", Llava with { ProjectorLayers = 3, ProjectorApproximateGelu = true, FeatureLayer = 1 } },
        { "siglip", Llava with { Vision = Llava.Vision with { ExtraTokens = 0, EmbeddingNorm = false, PatchBias = true, Activation = "gelu", ApproximateGelu = true, AttentionPooling = true } } },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void EmbedImage_RandomModel_AgreesWithOnnxRuntime(string name, VisionLanguageConfig config)
    {
        Assert.NotEmpty(name);
        var weights = Weights(config);
        var image = Image(1);
        var rows = new ReferenceVisionLanguage(weights).EmbedImage(image, VisualBudget.Full);

        Assert.Equal(config.ImageTokens() * config.Decoder.HiddenSize, rows.Length);
        Close.Assert(new OnnxVisionEncoder(weights.Vision).Project(image, config.VisionLayersRun, config.KeepClassToken, weights.Projector), rows, Tolerance);
    }

    [Theory]
    [InlineData(new[] { ImageToken, 3, 14, 15 })]
    [InlineData(new[] { 1, 9, ImageToken, 26, 5 })]
    [InlineData(new[] { 1, ImageToken, 35, ImageToken, 8, 9 })]
    [InlineData(new[] { 1, ImageToken, ImageToken, 8 })]
    public void Append_ImagesInAPrompt_AgreeWithOnnxRuntime(int[] prompt)
    {
        var weights = Weights(Llava);
        var encoder = new ReferenceVisionLanguage(weights);
        var images = Enumerable.Range(1, prompt.Count(token => token == ImageToken)).Select(seed => encoder.EmbedImage(Image((ulong)seed), VisualBudget.Full)).ToList();
        int width = Llava.Decoder.HiddenSize, next = 0;
        float[] spliced = [.. prompt.SelectMany(token => token == ImageToken ? images[next++] : weights.Decoder.TokenEmbedding.Row(token).ToArray())];
        var expected = new OnnxDecoder(weights.Decoder, 10000).Logits(spliced);

        Close.Assert(expected.AsSpan(expected.Length - 61), Run(weights, prompt, images), Tolerance);
        // The form of transformers' processors: one image token a row.
        int[] written = [.. prompt.SelectMany(token => Enumerable.Repeat(token, token == ImageToken ? 16 : 1))];
        Assert.Equal(Run(weights, prompt, images), Run(weights, written, images));
        Assert.Equal(spliced.Length / width, ImagePrompt.Length(prompt, ImageToken, images, width));
    }

    [Fact]
    public void Append_ImagesAndTokensThatDoNotMatch_AppendNothing()
    {
        var weights = Weights(Llava);
        var image = new ReferenceVisionLanguage(weights).EmbedImage(Image(1), VisualBudget.Full);
        using var session = new ReferenceDecoder(weights.Decoder).Start(64);
        void Append(int[] prompt, int images, int logits) =>
            ImagePrompt.Append(session, prompt, ImageToken, [.. Enumerable.Repeat(image, images)], 48, new float[logits]);

        Assert.Contains("more image tokens", Assert.Throws<ArgumentException>(() => Append([1, ImageToken, 2], 0, 61)).Message, StringComparison.Ordinal);
        Assert.Contains("has image tokens for 1", Assert.Throws<ArgumentException>(() => Append([1, ImageToken, 2], 2, 61)).Message, StringComparison.Ordinal);
        Assert.Contains("5 image tokens", Assert.Throws<ArgumentException>(() => Append([1, ImageToken, ImageToken, ImageToken, ImageToken, ImageToken, 2], 1, 61)).Message, StringComparison.Ordinal);
        Assert.Contains("ends with an image", Assert.Throws<ArgumentException>(() => Append([1, ImageToken], 1, 61)).Message, StringComparison.Ordinal);
        Assert.Equal(0, session.Length);
        Append([1, ImageToken], 1, 0);
        Assert.Equal(17, session.Length);
    }

    private static float[] Run(VisionLanguageWeights weights, int[] prompt, List<float[]> images)
    {
        using var session = new ReferenceDecoder(weights.Decoder).Start(64);
        var logits = new float[weights.Decoder.Config.VocabularySize];
        ImagePrompt.Append(session, prompt, ImageToken, images, weights.Decoder.Config.HiddenSize, logits);
        return logits;
    }

    private static VisionLanguageWeights Weights(VisionLanguageConfig config)
    {
        var seeded = new SeededWeights(21);
        return new VisionLanguageWeights(
            config, seeded.Vision(config.Vision, 1e-5f), seeded.Projector(config),
            seeded.Decoder(config.Decoder, RotaryEmbedding.FromTheta(10000, config.Decoder.HeadSize, interleaved: false)), ImageToken);
    }

    private static float[] Image(ulong seed) => new SeededWeights(seed).Normal(3 * 16 * 16, 1);
}
