using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer.Calibration;

/// <summary>
/// Rewrites a decoder so that its channels have like ranges and its function stays the same: each factor taken out of one layer goes into the next
/// (SmoothQuant, arXiv 2211.10438; for queries and keys, values and outputs, up and down as in QServe, arXiv 2405.04532).
/// </summary>
/// <param name="weights">The model; it is not changed.</param>
/// <param name="maxima">Of the same model.</param>
/// <param name="options">How far to go where.</param>
public sealed class ScaleMigration(DecoderWeights weights, ChannelMaxima maxima, MigrationOptions options)
{
    /// <summary>Observes the model over calibration text and rewrites it.</summary>
    public static DecoderWeights Run(DecoderWeights weights, IEnumerable<IReadOnlyList<int>> sequences, MigrationOptions? options = null)
    {
        var maxima = new ChannelMaxima();
        DecoderCalibration.Observe(weights, sequences, maxima);
        return new ScaleMigration(weights, maxima, options ?? new MigrationOptions()).Run();
    }

    public DecoderWeights Run() => weights with { Blocks = [.. Enumerable.Range(0, weights.Blocks.Count).Select(Block)] };

    private DecoderBlockWeights Block(int index)
    {
        var block = weights.Blocks[index];
        if (options.QueryKey is { } queryKey) block = QueryKey(block, index, queryKey);
        if (options.ValueOutput is { } valueOutput) block = ValueOutput(block, index, valueOutput);
        if (options.UpDown is { } upDown && (block.Gate is not null || weights.Config.Activation == "relu"))
        {
            var factors = Factors(maxima.Of(index, ActivationKind.DownInput), upDown, block.Down);
            block = block with { Up = DivideRows(block.Up, factors), Down = MultiplyColumns(block.Down, factors) };
        }

        if (options.AttentionInput is { } attention)
        {
            var factors = Factors(maxima.Of(index, ActivationKind.AttentionInput), attention, block.Query, block.Key, block.Value);
            block = block with
            {
                AttentionNorm = Divide(block.AttentionNorm, factors),
                Query = MultiplyColumns(block.Query, factors), Key = MultiplyColumns(block.Key, factors), Value = MultiplyColumns(block.Value, factors),
            };
        }

        if (options.MlpInput is { } mlp)
        {
            LinearWeights[] readers = block.Gate is { } g ? [g, block.Up] : [block.Up];
            var factors = Factors(maxima.Of(index, ActivationKind.MlpInput), mlp, readers);
            block = block with
            {
                MlpNorm = Divide(block.MlpNorm, factors),
                Gate = block.Gate is { } gate ? MultiplyColumns(gate, factors) : null, Up = MultiplyColumns(block.Up, factors),
            };
        }

        return block;
    }

    /// <summary>Keys are divided and queries multiplied. Both values of a rotated pair share a factor, and so do the queries that share a key.</summary>
    private DecoderBlockWeights QueryKey(DecoderBlockWeights block, int index, double alpha)
    {
        var (queries, keys) = (maxima.Of(index, ActivationKind.RotatedQuery), maxima.Of(index, ActivationKind.RotatedKey));
        int size = weights.Config.HeadSize, group = queries.Count / keys.Count;
        var factors = new float[keys.Count];
        for (var key = 0; key < keys.Count; key++)
        {
            var (largestKey, largestQuery) = (0f, 0f);
            foreach (var channel in Pair(key % size))
            {
                largestKey = Math.Max(largestKey, keys[key - key % size + channel]);
                for (var i = 0; i < group; i++) largestQuery = Math.Max(largestQuery, queries[(key / size * group + i) * size + channel]);
            }

            factors[key] = Factor(largestKey, largestQuery, alpha);
        }

        return block with
        {
            Key = DivideRows(block.Key, factors),
            Query = DivideRows(block.Query, [.. Enumerable.Range(0, queries.Count).Select(i => 1 / factors[i / size / group * size + i % size])]),
        };
    }

    private DecoderBlockWeights ValueOutput(DecoderBlockWeights block, int index, double alpha)
    {
        var mixed = maxima.Of(index, ActivationKind.AttentionOutput);
        int size = weights.Config.HeadSize, group = block.Query.Outputs / block.Value.Outputs;
        var columns = ColumnMaxima(block.Output);
        var factors = new float[block.Value.Outputs];
        for (var value = 0; value < factors.Length; value++)
        {
            var readers = Enumerable.Range(0, group).Select(i => (value / size * group + i) * size + value % size).ToList();
            factors[value] = Factor(readers.Max(i => mixed[i]), readers.Max(i => columns[i]), alpha);
        }

        return block with
        {
            Value = DivideRows(block.Value, factors),
            Output = MultiplyColumns(block.Output, [.. Enumerable.Range(0, mixed.Count).Select(i => factors[i / size / group * size + i % size])]),
        };
    }

    /// <summary>The channels of a head that a rotation mixes with this one.</summary>
    private int[] Pair(int channel)
    {
        if (weights.Rotary is not { } rotary) return [channel];
        var half = weights.Config.HeadSize / 2;
        return rotary.Interleaved ? [channel & ~1, channel | 1] : [channel % half, channel % half + half];
    }

    private static float[] Factors(IReadOnlyList<float> activations, double alpha, params LinearWeights[] readers)
    {
        var columns = readers.Select(ColumnMaxima).ToList();
        return [.. Enumerable.Range(0, activations.Count).Select(i => Factor(activations[i], columns.Max(maximum => maximum[i]), alpha))];
    }

    /// <summary><c>activation^alpha / weight^(1 - alpha)</c>; 1 for a dead channel.</summary>
    private static float Factor(float activation, float weight, double alpha) =>
        activation < 1e-6f || weight < 1e-6f ? 1 : (float)(DeterministicMath.Pow(activation, alpha) / DeterministicMath.Pow(weight, 1 - alpha));

    private static float[] ColumnMaxima(LinearWeights layer)
    {
        var maxima = new float[layer.Inputs];
        for (var row = 0; row < layer.Outputs; row++)
        {
            var values = layer.Row(row);
            for (var i = 0; i < maxima.Length; i++) maxima[i] = Math.Max(maxima[i], Math.Abs(values[i]));
        }

        return maxima;
    }

    private static NormWeights Divide(NormWeights norm, float[] factors) => norm with
    {
        Gain = [.. norm.Gain.Select((value, i) => value / factors[i])],
        Bias = norm.Bias is { } bias ? [.. bias.Select((value, i) => value / factors[i])] : null,
    };

    private static LinearWeights DivideRows(LinearWeights layer, float[] factors) => layer with
    {
        Values = [.. layer.Values.Select((value, i) => value / factors[i / layer.Inputs])],
        Bias = layer.Bias is { } bias ? [.. bias.Select((value, i) => value / factors[i])] : null,
    };

    private static LinearWeights MultiplyColumns(LinearWeights layer, float[] factors) => layer with
    {
        Values = [.. layer.Values.Select((value, i) => value * factors[i % layer.Inputs])],
    };
}
