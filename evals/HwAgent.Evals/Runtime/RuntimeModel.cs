using System.Runtime.InteropServices;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Evals.Runtime;

/// <summary>A model of a real shape with random weights: speed does not depend on their values.</summary>
/// <param name="Config">The shape.</param>
/// <param name="Bits">Width of every matrix, the head included; the embedding has 8 bits.</param>
/// <param name="GroupSize">Inputs that share an integer scale; 0 for one scale a row.</param>
public sealed record RuntimeModel(DecoderConfig Config, int Bits, int GroupSize)
{
    private const ulong Seed = 1;

    /// <summary>The shape of Qwen2-0.5B with a vocabulary of 32000.</summary>
    public static DecoderConfig Qwen { get; } = new("Qwen2-0.5B shape")
    {
        HiddenSize = 896, Layers = 24, Heads = 14, KeyValueHeads = 2, HeadSize = 64, IntermediateSize = 4864, VocabularySize = 32000, MaxPositions = 32768, QkvBias = true,
    };

    /// <summary>A llama of 58 million weights; fits the last-level cache.</summary>
    public static DecoderConfig SmallLlama { get; } = new("58M llama")
    {
        HiddenSize = 512, Layers = 8, Heads = 8, KeyValueHeads = 8, HeadSize = 64, IntermediateSize = 1376, VocabularySize = 32000, MaxPositions = 2048,
    };

    public string Name => $"{Config.Name}, W{Bits}{(GroupSize == 0 ? "" : $" g{GroupSize}")}";

    /// <summary>Bytes of weights and scales that one decoded token reads.</summary>
    public long BytesPerToken
    {
        get
        {
            var c = Config;
            var block = (long)c.HiddenSize * (2 * c.Heads * c.HeadSize + 2 * c.KeyValueHeads * c.HeadSize + 3 * c.IntermediateSize);
            var weights = block * c.Layers + (long)c.HiddenSize * c.VocabularySize;
            return weights * Bits / 8 + (GroupSize == 0 ? 0 : weights / GroupSize);
        }
    }

    /// <summary>Compiles it; the threads must outlive it.</summary>
    public IntegerDecoder Compile(IntegerWorkers workers, IntegerDecoderOptions? options = null)
    {
        var random = new SplitMix64(Seed);
        var c = Config;
        LinearWeights Shape(int outputs, int inputs) => new(outputs, inputs, []);
        NormWeights Norm() => new([.. Enumerable.Repeat(1f, c.HiddenSize)], null, 1e-6f);
        int queries = c.Heads * c.HeadSize, keys = c.KeyValueHeads * c.HeadSize;
        var block = new DecoderBlockWeights(
            Norm(), Shape(queries, c.HiddenSize), Shape(keys, c.HiddenSize), Shape(keys, c.HiddenSize), Shape(c.HiddenSize, queries),
            Norm(), Shape(c.IntermediateSize, c.HiddenSize), Shape(c.IntermediateSize, c.HiddenSize), Shape(c.HiddenSize, c.IntermediateSize));
        var weights = new DecoderWeights(
            c, Shape(c.VocabularySize, c.HiddenSize), RotaryEmbedding.FromTheta(10000, c.HeadSize, false), null,
            [.. Enumerable.Repeat(block, c.Layers)], Norm(), Shape(c.VocabularySize, c.HiddenSize));
        // Steps with which values of about one use the range of int8.
        const double Step = 1.0 / 32;
        var scales = new BlockScales(
            Step, [.. Enumerable.Repeat(Step, c.Heads)], [.. Enumerable.Repeat(Step, c.KeyValueHeads)], [.. Enumerable.Repeat(Step, c.KeyValueHeads)], Step, Step, Step, Step, Step);
        return IntegerDecoder.Compile(
            weights, new DecoderScales(1.0 / 1024, [.. Enumerable.Repeat(scales, c.Layers)], Step, 16),
            (index, module) => Random(module == DecoderModule.Embedding ? 8 : Bits, index == c.Layers ? weights.Head : IntegerDecoder.Matrix(weights, index, module), random.Next()), workers, options);
    }

    private QuantisedLinear Random(int bits, LinearWeights shape, ulong seed)
    {
        var random = new SplitMix64(seed);
        var values = new sbyte[shape.Outputs * shape.Inputs];
        var bytes = MemoryMarshal.Cast<sbyte, ulong>(values.AsSpan());
        for (var i = 0; i < bytes.Length; i++) bytes[i] = random.Next();
        if (bits < 8) for (var i = 0; i < values.Length; i++) values[i] >>= 8 - bits;
        var grouped = GroupSize != 0 && bits < 8;
        var groups = grouped ? (shape.Inputs + GroupSize - 1) / GroupSize : 0;
        // Uniform weights of b bits have a spread of about 0.29 * 2^b; this makes outputs of about one.
        var rowScale = 1 / (0.29 * (1 << bits) * Math.Sqrt(shape.Inputs));
        return new QuantisedLinear(
            shape.Outputs, shape.Inputs, values, [.. Enumerable.Repeat((byte)bits, shape.Outputs)], [.. Enumerable.Repeat(rowScale, shape.Outputs)],
            grouped ? GroupSize : 0, grouped ? [.. Enumerable.Repeat((byte)1, shape.Outputs * groups)] : null, null);
    }
}
