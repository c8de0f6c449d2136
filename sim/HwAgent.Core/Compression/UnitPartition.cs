using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>Cuts a model into the units that get a width each.</summary>
public static class UnitPartition
{
    /// <summary>A unit a module: query, key and value share a width, and so do gate and up.</summary>
    public static IReadOnlyList<CompressionUnit> Modules(DecoderWeights model) => Modules(DecoderMatrices.Of(model));

    /// <summary>The same for matrices of any components.</summary>
    public static IReadOnlyList<CompressionUnit> Modules(IEnumerable<(WeightMatrix Matrix, LinearWeights Weights)> matrices) =>
    [
        .. matrices
            .GroupBy(entry => (entry.Matrix.Component, entry.Matrix.Block, entry.Matrix.Module))
            .Select(module => new CompressionUnit(module.Key.Component, module.Key.Block, module.Key.Module,
                [.. module.Select(RowRange.Of)], IsWholeModule: true)),
    ];

    /// <summary>A unit for each group of neighbouring rows of a matrix.</summary>
    /// <param name="model">The model.</param>
    /// <param name="groupRows">Rows of a group; a multiple of <see cref="QuantisedLinear.RowMultiple"/>.</param>
    public static IReadOnlyList<CompressionUnit> ChannelGroups(DecoderWeights model, int groupRows) => ChannelGroups(DecoderMatrices.Of(model), groupRows);

    /// <summary>The same for matrices of any components.</summary>
    public static IReadOnlyList<CompressionUnit> ChannelGroups(IEnumerable<(WeightMatrix Matrix, LinearWeights Weights)> matrices, int groupRows)
    {
        if (groupRows < 1 || groupRows % QuantisedLinear.RowMultiple != 0)
            throw new ArgumentOutOfRangeException(nameof(groupRows), groupRows, $"A channel group has a multiple of {QuantisedLinear.RowMultiple} rows.");
        return
        [
            .. from entry in matrices
               from start in Enumerable.Range(0, (entry.Weights.Outputs + groupRows - 1) / groupRows).Select(i => i * groupRows)
               select new CompressionUnit(entry.Matrix.Component, entry.Matrix.Block, entry.Matrix.Module,
                   [new RowRange(entry.Matrix, start, Math.Min(groupRows, entry.Weights.Outputs - start), entry.Weights.Inputs)]),
        ];
    }
}
