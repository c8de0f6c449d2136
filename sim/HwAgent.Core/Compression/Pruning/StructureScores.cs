using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression.Pruning;

/// <summary>
/// Scores of heads and MLP channels after FLAP (An et al., arXiv 2312.11983): the variance of an input of the output projection times the squared norm of its
/// column of weights is the error that is left when the input is replaced by its mean. Scores are standardised within a block and kind, so that one threshold serves the model.
/// </summary>
public static class StructureScores
{
    /// <summary>Everything that can be taken out, in no particular order.</summary>
    /// <param name="model">The model.</param>
    /// <param name="statistics">Of the same model.</param>
    /// <param name="channelMultiple">MLP channels go in groups of this many, those with the least score together: the width that the PE array likes.</param>
    /// <param name="cost">What is to be saved; asked for 8-bit weights.</param>
    /// <param name="component">What the blocks belong to.</param>
    public static IReadOnlyList<PrunableStructure> Of(
        DecoderWeights model, PruningStatistics statistics, int channelMultiple, IUnitCost cost, ModelComponent component = ModelComponent.LanguageModel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channelMultiple, 1);
        var result = new List<PrunableStructure>();
        for (var i = 0; i < model.Blocks.Count; i++)
        {
            result.AddRange(HeadGroups(component, i, model, statistics, cost));
            result.AddRange(Channels(component, i, model.Blocks[i], statistics, channelMultiple, cost));
        }

        return result;
    }

    private static IEnumerable<PrunableStructure> HeadGroups(ModelComponent component, int index, DecoderWeights model, PruningStatistics statistics, IUnitCost cost)
    {
        var block = model.Blocks[index];
        int size = model.Config.HeadSize, groups = block.Key.Outputs / size, queryWidth = block.Query.Outputs / groups;
        var fluctuation = Fluctuation(block.Output, statistics.Moments(index, ActivationKind.AttentionOutput));
        var scores = Standardised([.. Enumerable.Range(0, groups).Select(g => fluctuation.AsSpan(g * queryWidth, queryWidth).ToArray().Average())]);
        var saved = Rows(DecoderModule.Query, queryWidth, block.Query.Inputs) + Rows(DecoderModule.Key, size, block.Key.Inputs) + Rows(DecoderModule.Value, size, block.Value.Inputs)
            + Columns(DecoderModule.Output, block.Output, queryWidth);
        return Enumerable.Range(0, groups).Select(g => new PrunableStructure(component, index, true, [g], scores[g], saved));

        long Rows(DecoderModule kind, int count, int inputs) => cost.Cost(new RowRange(new WeightMatrix(component, index, kind), 0, count, inputs), 8);

        long Columns(DecoderModule kind, LinearWeights layer, int count) => ColumnCost(cost, new WeightMatrix(component, index, kind), layer, count);
    }

    private static IEnumerable<PrunableStructure> Channels(ModelComponent component, int index, DecoderBlockWeights block, PruningStatistics statistics, int multiple, IUnitCost cost)
    {
        var scores = Standardised(Fluctuation(block.Down, statistics.Moments(index, ActivationKind.DownInput)));
        return Enumerable.Range(0, block.Intermediate).OrderBy(channel => scores[channel]).Chunk(multiple).Select(chunk =>
            new PrunableStructure(component, index, false, [.. chunk.Order()], chunk.Average(channel => scores[channel]),
                (block.Gate is null ? 1 : 2) * cost.Cost(new RowRange(new WeightMatrix(component, index, DecoderModule.Up), 0, chunk.Length, block.Up.Inputs), 8)
                + ColumnCost(cost, new WeightMatrix(component, index, DecoderModule.Down), block.Down, chunk.Length)));
    }

    /// <summary>Variance of each input times the squared norm of its column.</summary>
    private static double[] Fluctuation(LinearWeights output, ChannelMoments moments)
    {
        var norms = new double[output.Inputs];
        for (var row = 0; row < output.Outputs; row++)
            for (var input = 0; input < output.Inputs; input++) norms[input] += (double)output.Row(row)[input] * output.Row(row)[input];
        return [.. moments.Variance.Zip(norms, (variance, norm) => variance * norm)];
    }

    private static double[] Standardised(double[] scores)
    {
        var mean = scores.Average();
        var deviation = Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));
        return [.. scores.Select(score => deviation > 0 ? (score - mean) / deviation : 0)];
    }

    private static long ColumnCost(IUnitCost cost, WeightMatrix matrix, LinearWeights layer, int columns) =>
        cost.Cost(new RowRange(matrix, 0, layer.Outputs, layer.Inputs), 8) - cost.Cost(new RowRange(matrix, 0, layer.Outputs, layer.Inputs - columns), 8);
}
