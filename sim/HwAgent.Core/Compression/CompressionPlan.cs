using HwAgent.Core.Compression.Pruning;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>What becomes of a model: bits of each unit, kept blocks, heads and channels. The model and its calibration text are not part of it.</summary>
/// <param name="GroupSize">Inputs that share an integer scale below 8 bits; 0 for none.</param>
/// <param name="ErrorFeedback">GPTQ, or round to nearest.</param>
/// <param name="DefaultBits">Width of what <paramref name="Widths"/> does not name, or null when that must name everything.</param>
/// <param name="Widths">Later lines override earlier ones.</param>
/// <param name="Kept">What pruning keeps of the decoder, or null when nothing is pruned.</param>
/// <param name="KeptVision">What pruning keeps of the vision encoder, or null when nothing is pruned.</param>
public sealed record CompressionPlan(int GroupSize, bool ErrorFeedback, int? DefaultBits, IReadOnlyList<PlannedWidth> Widths, PruningPlan? Kept, PruningPlan? KeptVision = null)
{
    /// <summary>The plan that a budget led to.</summary>
    public static CompressionPlan From(CompressionSettings settings, IReadOnlyList<(CompressionUnit Unit, int Bits)> widths, PruningPlan? kept, PruningPlan? keptVision = null) => new(
        settings.GroupSize, settings.ErrorFeedback, null,
        [.. widths.Select(width => width.Unit.IsWholeModule
            ? new PlannedWidth(width.Unit.Component, width.Unit.Block, width.Unit.Module, null, 0, null, width.Bits)
            : new PlannedWidth(width.Unit.Component, width.Unit.Block, width.Unit.Module, width.Unit.Rows[0].Matrix.Kind, width.Unit.Rows[0].Start, width.Unit.Rows[0].Count, width.Bits))],
        kept, keptVision);

    /// <summary>The plan's widths for the rows of a model, in the order of the plan.</summary>
    /// <param name="model">After pruning.</param>
    /// <exception cref="ArgumentException">A line names what the model does not have, or some rows have no width; the message starts with the line's number from 1.</exception>
    public IReadOnlyList<(CompressionUnit Unit, int Bits)> Resolve(DecoderWeights model) => Resolve([.. DecoderMatrices.Of(model)]);

    /// <summary>The same for matrices of any components.</summary>
    public IReadOnlyList<(CompressionUnit Unit, int Bits)> Resolve(IReadOnlyList<(WeightMatrix Matrix, LinearWeights Weights)> matrices)
    {
        var result = new List<(CompressionUnit, int)>();
        if (DefaultBits is { } bits) result.AddRange(UnitPartition.Modules(matrices).Select(unit => (unit, bits)));
        for (var i = 0; i < Widths.Count; i++)
        {
            var width = Widths[i];
            var rows = matrices
                .Where(entry => entry.Matrix.Component == width.Component && entry.Matrix.Block == width.Block && entry.Matrix.Module == width.Module && (width.Matrix is null || entry.Matrix.Kind == width.Matrix))
                .Select(entry => Range(entry.Matrix, entry.Weights, width, i + 1)).ToArray();
            if (rows.Length == 0) throw new ArgumentException($"Unit {i + 1}: the model has no {width.Matrix?.ToString() ?? width.Module.ToString()} in block {width.Block}{Blocks(matrices, width.Component)}");
            result.Add((new CompressionUnit(width.Component, width.Block, width.Module, rows), width.Bits));
        }

        var named = result.SelectMany(entry => entry.Item1.Rows).ToLookup(range => range.Matrix);
        foreach (var (matrix, weights) in matrices)
        {
            var covered = new bool[weights.Outputs];
            foreach (var range in named[matrix]) covered.AsSpan(range.Start, range.Count).Fill(true);
            if (Array.IndexOf(covered, false) is var row and >= 0) throw new ArgumentException($"Row {row} of {matrix} has no width: add a unit for it, or default_bits.");
        }

        return result;
    }

    private static string Blocks(IReadOnlyList<(WeightMatrix Matrix, LinearWeights Weights)> matrices, ModelComponent component)
    {
        var last = matrices.Where(entry => entry.Matrix.Component == component).Select(entry => entry.Matrix.Block).DefaultIfEmpty(-1).Max();
        if (last < 0) return $"; it has no {component}.";
        return component == ModelComponent.Projector ? $" of the projector; it has {last + 1} layers." : $" of the {component}; it has {last} blocks, embedding and head count as block {last}.";
    }

    private static RowRange Range(WeightMatrix matrix, LinearWeights weights, PlannedWidth width, int line)
    {
        if (width.Bits is not (2 or 3 or 4 or 8)) throw new ArgumentException($"Unit {line}: {width.Bits} bits are no width of a weight: use 2, 3, 4 or 8.");
        var count = width.Rows ?? weights.Outputs - width.FirstRow;
        if (width.FirstRow < 0 || count < 1 || count > weights.Outputs - width.FirstRow)
            throw new ArgumentException($"Unit {line}: rows from {width.FirstRow} on, {count} of them, are not in {matrix}, which has {weights.Outputs}.");
        if (width.FirstRow % QuantisedLinear.RowMultiple != 0 || (count % QuantisedLinear.RowMultiple != 0 && width.FirstRow + count != weights.Outputs))
            throw new ArgumentException($"Unit {line}: rows of one width start and end at multiples of {QuantisedLinear.RowMultiple}, or at the last row.");
        return new RowRange(matrix, width.FirstRow, count, weights.Inputs);
    }
}
