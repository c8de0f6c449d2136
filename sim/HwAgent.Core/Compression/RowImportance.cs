using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>
/// What an error in one output of a matrix does further on, compared with the other outputs of the same matrix; from second moments alone. An error of value, gate
/// and up relative to their signal passes on to what the output projection or down adds to the residual stream; an error of a query channel is multiplied by the
/// keys' channel in the scores, and the other way round. Outputs into the residual stream count alike.
/// </summary>
/// <param name="blocks">The float32 blocks of each component, with the width of a head; rows of other matrices count alike.</param>
/// <param name="candidates">With the second moments of its matrices.</param>
internal sealed class RowImportance(IReadOnlyDictionary<ModelComponent, (IReadOnlyList<DecoderBlockWeights> Blocks, int HeadSize)> blocks, QuantisationCandidates candidates)
{
    private readonly Dictionary<WeightMatrix, double[]> _importance = [];

    /// <param name="model">A decoder.</param>
    /// <param name="candidates">With the second moments of its matrices.</param>
    public RowImportance(DecoderWeights model, QuantisationCandidates candidates)
        : this(new Dictionary<ModelComponent, (IReadOnlyList<DecoderBlockWeights>, int)> { [ModelComponent.LanguageModel] = (model.Blocks, model.Config.HeadSize) }, candidates)
    {
    }

    /// <summary>Weighted squared error of rows at a width.</summary>
    public double Error(RowRange rows, int bits)
    {
        if (!_importance.TryGetValue(rows.Matrix, out var importance)) _importance.Add(rows.Matrix, importance = Of(rows.Matrix));
        var errors = candidates.RowErrors(rows.Matrix, bits);
        var sum = 0.0;
        for (var row = rows.Start; row < rows.Start + rows.Count; row++) sum += importance[row] * errors[row];
        return sum;
    }

    private double[] Of(WeightMatrix matrix)
    {
        if (!blocks.TryGetValue(matrix.Component, out var stack) || matrix.Block >= stack.Blocks.Count) return Alike(matrix);
        var block = stack.Blocks[matrix.Block];
        int size = stack.HeadSize, queriesPerKey = block.Query.Outputs / block.Key.Outputs;
        switch (matrix.Kind)
        {
            case DecoderModule.Gate or DecoderModule.Up:
                return Relative(matrix, Contributions(matrix with { Kind = DecoderModule.Down }, block.Down));
            case DecoderModule.Value:
                var heads = Contributions(matrix with { Kind = DecoderModule.Output }, block.Output);
                return Relative(matrix, [.. Enumerable.Range(0, block.Value.Outputs).Select(row => Queries(row).Sum(query => heads[query]))]);
            case DecoderModule.Query:
                var keys = candidates.Signals(matrix with { Kind = DecoderModule.Key });
                return [.. Enumerable.Range(0, block.Query.Outputs).Select(row => keys[row / size / queriesPerKey * size + row % size])];
            case DecoderModule.Key:
                var queries = candidates.Signals(matrix with { Kind = DecoderModule.Query });
                return [.. Enumerable.Range(0, block.Key.Outputs).Select(row => Queries(row).Sum(query => queries[query]))];
            default:
                return Alike(matrix);
        }

        // The channels of the query heads that share a key-value channel.
        IEnumerable<int> Queries(int row) => Enumerable.Range(0, queriesPerKey).Select(head => (row / size * queriesPerKey + head) * size + row % size);
    }

    private double[] Alike(WeightMatrix matrix) => [.. candidates.Signals(matrix).Select(_ => 1.0)];

    /// <summary>Mean square that each input adds to the outputs of a projection.</summary>
    private double[] Contributions(WeightMatrix matrix, LinearWeights projection)
    {
        var squares = candidates.Inputs(matrix).ToArray();
        for (var input = 0; input < squares.Length; input++)
        {
            var norm = 0.0;
            for (var row = 0; row < projection.Outputs; row++) norm += (double)projection.Row(row)[input] * projection.Row(row)[input];
            squares[input] *= norm;
        }

        return squares;
    }

    private double[] Relative(WeightMatrix matrix, double[] contributions) =>
        [.. contributions.Zip(candidates.Signals(matrix), (contribution, signal) => signal > 0 ? contribution / signal : 0)];
}
