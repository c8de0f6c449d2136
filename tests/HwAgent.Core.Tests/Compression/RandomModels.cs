using HwAgent.Core.Compression;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Tests.Compression;

/// <summary>Small models and layers with seeded random weights.</summary>
internal static class RandomModels
{
    public static LinearWeights Layer(int outputs, int inputs, ulong seed, double scale = 1)
    {
        var random = new SplitMix64(seed);
        return new LinearWeights(outputs, inputs, Normal(ref random, outputs * inputs, scale));
    }

    /// <summary>Rows of correlated channels: a few hidden causes, mixed, and noise. Error feedback has something to work with.</summary>
    public static float[] CorrelatedRows(int rows, int width, ulong seed)
    {
        var random = new SplitMix64(seed);
        const int causes = 6;
        var mixing = Normal(ref random, causes * width, 1);
        var result = new float[rows * width];
        for (var row = 0; row < rows; row++)
        {
            var hidden = Normal(ref random, causes, 1);
            for (var i = 0; i < width; i++)
            {
                var sum = 0.2 * Normal(ref random, 1, 1)[0];
                for (var cause = 0; cause < causes; cause++) sum += hidden[cause] * mixing[cause * width + i];
                result[row * width + i] = (float)sum;
            }
        }

        return result;
    }

    /// <summary>Grouped-query attention, gated MLP, rotary positions.</summary>
    /// <param name="tied">One matrix for embedding and head.</param>
    /// <param name="seed">Of the weights.</param>
    public static DecoderWeights Decoder(bool tied = true, ulong seed = 1)
    {
        const int hidden = 32, inner = 48, heads = 4, keyValueHeads = 2, size = 8, vocabulary = 64, layers = 3;
        var config = new DecoderConfig("random")
        {
            HiddenSize = hidden, IntermediateSize = inner, Layers = layers, Heads = heads, KeyValueHeads = keyValueHeads, HeadSize = size,
            VocabularySize = vocabulary, MaxPositions = 64, TiedEmbeddings = tied,
        };
        var norm = new NormWeights([.. Enumerable.Repeat(1f, hidden)], null, 1e-5f);
        var next = seed * 1000;
        LinearWeights Random(int outputs, int inputs) => Layer(outputs, inputs, next++, 1.3 / Math.Sqrt(inputs));
        DecoderBlockWeights[] blocks =
        [
            .. Enumerable.Range(0, layers).Select(_ => new DecoderBlockWeights(
                norm, Random(heads * size, hidden), Random(keyValueHeads * size, hidden), Random(keyValueHeads * size, hidden), Random(hidden, heads * size),
                norm, Random(inner, hidden), Random(inner, hidden), Random(hidden, inner))),
        ];
        var embedding = Random(vocabulary, hidden);
        return new DecoderWeights(config, embedding, RotaryEmbedding.FromTheta(10000, size, interleaved: true), null, blocks, norm, tied ? embedding : Random(vocabulary, hidden));
    }

    public static IReadOnlyList<TokenSequence> Sequences(int count, int length, ulong seed, int vocabulary = 64)
    {
        var random = new SplitMix64(seed);
        var result = new TokenSequence[count];
        for (var i = 0; i < count; i++)
        {
            var tokens = new int[length];
            for (var j = 0; j < length; j++) tokens[j] = random.Next(vocabulary);
            result[i] = new TokenSequence(tokens);
        }

        return result;
    }

    private static float[] Normal(ref SplitMix64 random, int count, double scale)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            double u = (random.Next(1 << 24) + 0.5) / (1 << 24), v = random.Next(1 << 24) / (double)(1 << 24);
            values[i] = (float)(scale * Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v));
        }

        return values;
    }
}
