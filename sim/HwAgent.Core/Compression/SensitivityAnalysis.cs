using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Compression;

/// <summary>
/// Measures how much each unit's width matters. A module is rounded by itself and the divergence of the model from its teacher is taken: a second-order measure,
/// because the divergence is 0 with zero slope at the teacher, so it is half of <c>dW^T F dW</c> with F the Fisher information, along the very error that rounding
/// makes. Where channel groups have widths of their own, each matrix is rounded by itself, and its groups share its divergence in proportion to the errors of
/// their outputs, <c>dW H dW^T</c>, times what an error there does further on (<see cref="RowImportance"/>).
/// </summary>
public static class SensitivityAnalysis
{
    /// <param name="model">The float32 model.</param>
    /// <param name="candidates">Its matrices at every width.</param>
    /// <param name="units">What gets a width.</param>
    /// <param name="widths">Widths on offer.</param>
    /// <param name="meter">Measures divergence from the teacher.</param>
    /// <param name="cost">What the budget counts.</param>
    /// <param name="progress">Told the measurements done and their count; or null.</param>
    /// <param name="cancellation">Between measurements.</param>
    public static IReadOnlyList<UnitSensitivity> Measure(
        DecoderWeights model, QuantisationCandidates candidates, IReadOnlyList<CompressionUnit> units, IReadOnlyList<int> widths, LossMeter meter, IUnitCost cost,
        Action<int, int>? progress = null, CancellationToken cancellation = default) =>
        Measure(
            candidates, units, widths, replacement => meter.Measure(new ReferenceDecoder(DecoderMatrices.Replace(model, replacement))).Divergence,
            new RowImportance(model, candidates).Error, cost, progress, cancellation);

    /// <summary>The same for matrices of any components.</summary>
    /// <param name="candidates">The matrices at every width.</param>
    /// <param name="units">What gets a width.</param>
    /// <param name="widths">Widths on offer.</param>
    /// <param name="divergence">Of the model with some matrices replaced, from its teacher.</param>
    /// <param name="rowError">Weighted error of rows at a width: it shares the divergence of a module among its channel groups.</param>
    /// <param name="cost">What the budget counts.</param>
    /// <param name="progress">Told the measurements done and their count; or null.</param>
    /// <param name="cancellation">Between measurements.</param>
    public static IReadOnlyList<UnitSensitivity> Measure(
        QuantisationCandidates candidates, IReadOnlyList<CompressionUnit> units, IReadOnlyList<int> widths,
        Func<Func<WeightMatrix, LinearWeights, LinearWeights>, double> divergence, Func<RowRange, int, double> rowError, IUnitCost cost, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var result = units.ToDictionary(unit => unit, _ => new List<AllocationOption>());
        var modules = units.GroupBy(unit => (unit.Component, unit.Block, unit.Module, Matrix: unit.IsWholeModule ? null : (WeightMatrix?)unit.Rows[0].Matrix)).ToList();
        var done = 0;
        foreach (var module in modules)
        {
            var matrices = module.SelectMany(unit => unit.Rows).Select(range => range.Matrix).ToHashSet();
            foreach (var bits in widths)
            {
                cancellation.ThrowIfCancellationRequested();
                var loss = divergence((matrix, weights) => matrices.Contains(matrix) ? Dequantisation.ToFloat(candidates.Get(matrix, bits)) : weights);
                var errors = module.Select(unit => unit.Rows.Sum(range => rowError(range, bits))).ToArray();
                var total = errors.Sum();
                foreach (var (unit, error) in module.Zip(errors))
                    result[unit].Add(new AllocationOption(bits, unit.Rows.Sum(range => cost.Cost(range, bits)), total > 0 ? loss * error / total : 0));
                progress?.Invoke(++done, modules.Count * widths.Count);
            }
        }

        return [.. units.Select(unit => new UnitSensitivity(unit, result[unit]))];
    }
}
