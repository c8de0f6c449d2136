using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Tests.Decoding;

/// <summary>Decoders with random weights, small enough to run thousands of times.</summary>
internal static class TinyDecoders
{
    /// <param name="vocabulary">Tokens.</param>
    /// <param name="layers">Blocks.</param>
    /// <param name="seed">Of the weights.</param>
    /// <param name="hidden">A multiple of 8: two heads, one of keys and values.</param>
    public static DecoderWeights Random(int vocabulary, int layers, ulong seed, int hidden = 8)
    {
        var random = new SplitMix64(seed);
        var config = new DecoderConfig("tiny")
        {
            HiddenSize = hidden, IntermediateSize = 2 * hidden, Layers = layers, Heads = 2, KeyValueHeads = 1, HeadSize = hidden / 2,
            VocabularySize = vocabulary, MaxPositions = 128, TiedEmbeddings = false,
        };
        var embedding = Linear(vocabulary, hidden, 1);
        DecoderBlockWeights[] blocks =
        [
            .. Enumerable.Range(0, layers).Select(_ => new DecoderBlockWeights(
                Norm(), Linear(hidden, hidden), Linear(hidden / 2, hidden), Linear(hidden / 2, hidden), Linear(hidden, hidden),
                Norm(), Linear(2 * hidden, hidden), Linear(2 * hidden, hidden), Linear(hidden, 2 * hidden))),
        ];
        return new DecoderWeights(config, embedding, RotaryEmbedding.FromTheta(10000, hidden / 2, interleaved: false), null, blocks, Norm(), Linear(vocabulary, hidden, 1));

        NormWeights Norm() => new([.. Enumerable.Range(0, hidden).Select(_ => (float)(0.5 + random.NextDouble()))], null, 1e-5f);

        LinearWeights Linear(int outputs, int inputs, double? scale = null)
        {
            var spread = scale ?? 1.5 / Math.Sqrt(inputs);
            return new LinearWeights(outputs, inputs, [.. Enumerable.Range(0, outputs * inputs).Select(_ => (float)((2 * random.NextDouble() - 1) * spread))]);
        }
    }
}
