using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Core.Workloads;
using HwAgent.Models.LlamaC;
using HwAgent.Models.Tests.Onnx;

namespace HwAgent.Models.Tests.Reference;

/// <summary>The float32 decoder against the same model in ONNX operators.</summary>
public sealed class ReferenceDecoderTests
{
    private const double Tolerance = 2e-5;

    private static readonly DecoderConfig Llama = new("llama")
    {
        HiddenSize = 48, Layers = 3, Heads = 6, KeyValueHeads = 2, HeadSize = 8, IntermediateSize = 80, VocabularySize = 61, MaxPositions = 64,
    };

    public static TheoryData<string, DecoderConfig, bool> Decoders => new()
    {
        { "llama, one block", Llama with { Layers = 1 }, false },
        { "llama", Llama, false },
        { "llama2.c", Llama with { TiedEmbeddings = true }, true },
        { "qwen2", Llama with { QkvBias = true, HeadSize = 16, TiedEmbeddings = true }, false },
        { "mistral", Llama with { SlidingWindow = 5 }, false },
        { "llama with every bias and GELU", Llama with { QkvBias = true, OutputBias = true, MlpBias = true, Activation = "gelu", ApproximateGelu = true }, false },
        {
            "opt", Llama with
            {
                KeyValueHeads = 6, Activation = "relu", GatedMlp = false, Norm = NormKind.LayerNorm, Positions = PositionKind.Learned, PositionOffset = 2,
                QkvBias = true, OutputBias = true, MlpBias = true, TiedEmbeddings = true,
            },
            false
        },
    };

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Append_RandomModel_AgreesWithOnnxRuntime(string name, DecoderConfig config, bool interleaved)
    {
        Assert.NotEmpty(name);
        const double Theta = 500;
        var rotary = config.Positions == PositionKind.Rope ? RotaryEmbedding.FromTheta(Theta, config.HeadSize, interleaved) : null;
        var weights = new SeededWeights(7).Decoder(config, rotary);
        int[] tokens = [1, 17, 60, 4, 4, 31, 0, 25, 9, 58, 33, 12];

        Close.Assert(new OnnxDecoder(weights, Theta).Logits(tokens), Logits(weights, tokens, chunk: tokens.Length), Tolerance);
        Close.Assert(new OnnxDecoder(weights, Theta).Logits(tokens), Logits(weights, tokens, chunk: 5), Tolerance);
    }

    [Fact]
    public void AppendEmbeddings_RandomRows_AgreeWithOnnxRuntime()
    {
        var weights = new SeededWeights(8).Decoder(Llama, RotaryEmbedding.FromTheta(10000, Llama.HeadSize, interleaved: false));
        var rows = new SeededWeights(9).Normal(7 * Llama.HiddenSize, 1);
        using var session = new ReferenceDecoder(weights).Start(8);
        session.AppendEmbeddings(rows);
        var logits = new float[Llama.VocabularySize];
        session.Append([42], logits);

        var expected = new OnnxDecoder(weights, 10000).Logits([.. rows, .. weights.TokenEmbedding.Row(42)]);
        Close.Assert(expected.AsSpan(7 * Llama.VocabularySize), logits, Tolerance);
    }

    /// <summary>A trained model's activations have the outliers that random ones lack.</summary>
    [Fact]
    public void Append_Stories260K_AgreesWithOnnxRuntime()
    {
        var weights = LlamaCCheckpoint.Parse(File.ReadAllBytes(ModelFiles.Stories260K), ModelFiles.Stories260K);
        var tokens = new int[200];
        tokens[0] = 1;
        using (var session = new ReferenceDecoder(weights).Start(tokens.Length))
        {
            var logits = new float[weights.Config.VocabularySize];
            for (var i = 1; i < tokens.Length; i++)
            {
                session.Append([tokens[i - 1]], logits);
                tokens[i] = Array.IndexOf(logits, logits.Max());
            }
        }

        Close.Assert(new OnnxDecoder(weights, 10000).Logits(tokens), Logits(weights, tokens, chunk: 64), Tolerance);
    }

    private static float[] Logits(DecoderWeights weights, int[] tokens, int chunk)
    {
        using var session = new ReferenceDecoder(weights).Start(tokens.Length);
        var logits = new float[tokens.Length * weights.Config.VocabularySize];
        for (var start = 0; start < tokens.Length; start += chunk)
        {
            var part = tokens[start..Math.Min(start + chunk, tokens.Length)];
            session.Append(part, logits.AsSpan(start * weights.Config.VocabularySize, part.Length * weights.Config.VocabularySize));
        }

        return logits;
    }
}
