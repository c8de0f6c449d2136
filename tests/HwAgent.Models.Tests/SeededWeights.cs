using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Tests;

/// <summary>Random models of any shape: every matrix, bias and norm is different from its neutral value, so that a part that is left out shows.</summary>
internal sealed class SeededWeights(ulong seed)
{
    private SplitMix64 _random = new(seed);

    /// <summary>Sum of four uniforms, shifted and scaled to the given standard deviation.</summary>
    public float[] Normal(int count, double deviation)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            double sum = -2;
            for (var j = 0; j < 4; j++) sum += _random.Next(1 << 24) / (double)(1 << 24);
            values[i] = (float)(sum * Math.Sqrt(3) * deviation);
        }

        return values;
    }

    public LinearWeights Linear(int outputs, int inputs, bool bias, double gain = 1.5) =>
        new(outputs, inputs, Normal(checked(outputs * inputs), gain / Math.Sqrt(inputs)), bias ? Normal(outputs, 0.3) : null);

    public NormWeights Norm(int width, bool bias, float epsilon) =>
        new([.. Normal(width, 0.3).Select(value => 1 + value)], bias ? Normal(width, 0.3) : null, epsilon);

    public DecoderWeights Decoder(DecoderConfig config, RotaryEmbedding? rotary, float epsilon = 1e-5f)
    {
        var hidden = config.HiddenSize;
        var isLayerNorm = config.Norm == NormKind.LayerNorm;
        var embedding = new LinearWeights(config.VocabularySize, hidden, Normal(config.VocabularySize * hidden, 1));
        var positions = rotary is null ? new LinearWeights(config.PositionOffset + config.MaxPositions, hidden, Normal((config.PositionOffset + config.MaxPositions) * hidden, 0.5)) : null;
        DecoderBlockWeights[] blocks =
        [
            .. Enumerable.Range(0, config.Layers).Select(_ => Block(
                hidden, config.Heads * config.HeadSize, config.KeyValueHeads * config.HeadSize, config.IntermediateSize,
                isLayerNorm, epsilon, config.GatedMlp, (config.QkvBias, config.OutputBias, config.MlpBias))),
        ];
        return new DecoderWeights(
            config, embedding, rotary, positions, blocks, Norm(hidden, isLayerNorm, epsilon), config.TiedEmbeddings ? embedding : Linear(config.VocabularySize, hidden, bias: false));
    }

    public DecoderBlockWeights Block(int hidden, int query, int keyValue, int intermediate, bool layerNorm, float epsilon, bool gated, (bool Qkv, bool Output, bool Mlp) bias) => new(
        Norm(hidden, layerNorm, epsilon), Linear(query, hidden, bias.Qkv), Linear(keyValue, hidden, bias.Qkv), Linear(keyValue, hidden, bias.Qkv),
        Linear(hidden, query, bias.Output), Norm(hidden, layerNorm, epsilon), gated ? Linear(intermediate, hidden, bias.Mlp) : null,
        Linear(intermediate, hidden, bias.Mlp), Linear(hidden, intermediate, bias.Mlp));

    public VisionEncoderWeights Vision(VisionEncoderConfig config, float epsilon)
    {
        int hidden = config.HiddenSize, pixels = config.Channels * config.PatchSize * config.PatchSize, rows = config.ExtraTokens + config.Patches();
        var pooling = config.AttentionPooling
            ? new AttentionPoolingWeights(
                Normal(hidden, 1), Linear(hidden, hidden, true), Linear(hidden, hidden, true), Linear(hidden, hidden, true), Linear(hidden, hidden, true),
                Norm(hidden, true, epsilon), Linear(config.IntermediateSize, hidden, true), Linear(hidden, config.IntermediateSize, true))
            : null;
        return new VisionEncoderWeights(
            config, Linear(hidden, pixels, config.PatchBias), Normal(config.ExtraTokens * hidden, 1), new LinearWeights(rows, hidden, Normal(rows * hidden, 0.5)),
            config.EmbeddingNorm ? Norm(hidden, true, epsilon) : null,
            [.. Enumerable.Range(0, config.Layers).Select(_ => Block(hidden, hidden, hidden, config.IntermediateSize, true, epsilon, false, (config.QkvBias, true, true)))],
            Norm(hidden, true, epsilon), config.Pooler ? Linear(hidden, hidden, true) : null, pooling,
            config.ProjectionSize is { } projection ? Linear(projection, hidden, false) : null,
            config.Classes is { } classes ? [.. Enumerable.Range(0, config.ClassifierHeads).Select(_ => Linear(classes, hidden, true))] : []);
    }

    public ProjectorWeights Projector(VisionLanguageConfig config) => new(
        [.. Enumerable.Range(0, config.ProjectorLayers).Select(i => Linear(config.Decoder.HiddenSize, i == 0 ? config.Vision.HiddenSize : config.Decoder.HiddenSize, config.ProjectorBias))],
        config.ProjectorActivationFunction);
}
