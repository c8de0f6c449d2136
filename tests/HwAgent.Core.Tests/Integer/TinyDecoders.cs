using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Calibration;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Tests.Integer;

/// <summary>Small decoders of every kind with seeded random weights.</summary>
internal static class TinyDecoders
{
    public const int Vocabulary = 41;

    /// <summary>Grouped queries, pre-norm, gated MLP.</summary>
    public static DecoderConfig Llama { get; } = new("llama")
    {
        HiddenSize = 32, IntermediateSize = 48, Layers = 2, Heads = 4, KeyValueHeads = 2, HeadSize = 8, VocabularySize = Vocabulary, MaxPositions = 64,
    };

    /// <summary>Biases on queries, keys and values, five query heads a key, heads of an odd size.</summary>
    public static DecoderConfig Qwen { get; } = Llama with { Heads = 5, KeyValueHeads = 1, HeadSize = 6, QkvBias = true, SlidingWindow = 7 };

    /// <summary>LayerNorm, learned positions, no gate, biases everywhere.</summary>
    public static DecoderConfig Opt { get; } = Llama with
    {
        KeyValueHeads = 4, Norm = NormKind.LayerNorm, Positions = PositionKind.Learned, PositionOffset = 2, GatedMlp = false, Activation = "relu",
        QkvBias = true, OutputBias = true, MlpBias = true,
    };

    public static DecoderConfig Get(string name) => name switch
    {
        "llama" => Llama,
        "qwen" => Qwen,
        _ => Opt,
    };

    /// <summary>The same model cut off after its first blocks.</summary>
    public static DecoderWeights FirstBlocks(DecoderWeights weights, int count) =>
        weights with { Blocks = [.. weights.Blocks.Take(count)], Config = weights.Config with { Layers = count } };

    public static DecoderWeights Random(DecoderConfig config, ulong seed)
    {
        var random = new SplitMix64(seed);
        float[] Values(int count, double scale, double centre = 0)
        {
            var values = new float[count];
            // The sum of four uniform numbers is close enough to a normal one.
            for (var i = 0; i < count; i++) values[i] = (float)(centre + scale * (random.Next(1000) + random.Next(1000) + random.Next(1000) + random.Next(1000) - 1998) / 577);
            return values;
        }

        LinearWeights Linear(int outputs, int inputs, bool bias) => new(outputs, inputs, Values(outputs * inputs, 1.5 / Math.Sqrt(inputs)), bias ? Values(outputs, 0.3) : null);
        NormWeights Norm() => new(Values(config.HiddenSize, 0.2, 1), config.Norm == NormKind.LayerNorm ? Values(config.HiddenSize, 0.1) : null, 1e-5f);
        int hidden = config.HiddenSize, queries = config.Heads * config.HeadSize, keys = config.KeyValueHeads * config.HeadSize;
        DecoderBlockWeights[] blocks =
        [
            .. Enumerable.Range(0, config.Layers).Select(_ => new DecoderBlockWeights(
                Norm(), Linear(queries, hidden, config.QkvBias), Linear(keys, hidden, config.QkvBias), Linear(keys, hidden, config.QkvBias), Linear(hidden, queries, config.OutputBias),
                Norm(), config.GatedMlp ? Linear(config.IntermediateSize, hidden, config.MlpBias) : null, Linear(config.IntermediateSize, hidden, config.MlpBias),
                Linear(hidden, config.IntermediateSize, config.MlpBias))),
        ];
        var learned = config.Positions == PositionKind.Learned;
        return new DecoderWeights(
            config, new LinearWeights(Vocabulary, hidden, Values(Vocabulary * hidden, 1)),
            learned ? null : RotaryEmbedding.FromTheta(10000, config.HeadSize, interleaved: seed % 2 == 0),
            learned ? new LinearWeights(config.PositionOffset + config.MaxPositions, hidden, Values((config.PositionOffset + config.MaxPositions) * hidden, 0.3)) : null,
            blocks, Norm(), new LinearWeights(Vocabulary, hidden, Values(Vocabulary * hidden, 0.5)));
    }

    public static int[] Tokens(int count, ulong seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(Vocabulary))];
    }

    public static DecoderScales Calibrate(DecoderWeights weights, CalibrationOptions? options = null) =>
        DecoderCalibration.Run(weights, [.. Enumerable.Range(0, 6).Select(i => Tokens(40, 1000 + (ulong)i))], options);

    /// <summary>Logits of every token, appended in parts of the given sizes, the last size again and again.</summary>
    public static float[] Run(ILanguageModel model, int[] tokens, params int[] parts)
    {
        using var session = model.Start(tokens.Length);
        var logits = new float[tokens.Length * Vocabulary];
        for (var (start, i) = (0, 0); start < tokens.Length; i++)
        {
            var count = Math.Min(tokens.Length - start, parts[Math.Min(i, parts.Length - 1)]);
            session.Append(tokens.AsSpan(start, count), logits.AsSpan(start * Vocabulary, count * Vocabulary));
            start += count;
        }

        return logits;
    }
}
