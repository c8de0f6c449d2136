using HwAgent.Core.Compression.Pruning;
using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Calibration;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Compression;

/// <summary>Prunes, chooses widths, rounds, calibrates and measures: from a float32 decoder to a compressed one.</summary>
/// <param name="allocator">Chooses widths within a budget.</param>
/// <param name="workers">Threads of the integer runtime.</param>
/// <param name="progress">Told done, total and the step under way; or null.</param>
public sealed class Compressor(IBitAllocator allocator, IntegerWorkers workers, Action<int, int, string>? progress = null)
{
    /// <param name="model">The float32 model.</param>
    /// <param name="calibration">Sequences that everything is chosen on.</param>
    /// <param name="heldOut">Sequences that only the result is measured on; may be empty.</param>
    /// <param name="request">Budget or plan.</param>
    /// <param name="cancellation">Between steps.</param>
    /// <exception cref="ArgumentException">The plan does not fit the model, or the budget cannot be kept.</exception>
    /// <exception cref="InvalidModelException">The model does not fit the integer runtime.</exception>
    public CompressionResult Run(
        DecoderWeights model, IReadOnlyList<TokenSequence> calibration, IReadOnlyList<TokenSequence> heldOut, CompressionRequest request, CancellationToken cancellation = default)
    {
        var (settings, cost) = request.Resolve();
        var fullCost = DecoderMatrices.Of(model).Sum(entry => cost.Cost(RowRange.Of(entry), 8));
        var (pruned, pruning) = Prune(model, calibration, request, cost);
        var budget = request.Allowed(DecoderMatrices.Of(model), DecoderMatrices.Of(pruned));
        progress?.Invoke(0, 0, "original model");
        var meter = new LossMeter(new ReferenceDecoder(model), calibration);
        var study = request.Plan is null ? CompressionStudy.Create(pruned, calibration, meter, cost, settings, progress, cancellation) : null;
        var outcome = study?.Compress(budget!.Value, allocator);
        var widths = outcome?.Widths ?? request.Plan!.Resolve(pruned);
        var mixed = outcome?.Model ?? Round(pruned, calibration, settings, widths, cancellation);
        var curve = study?.Widths.Curve(request.CurvePoints, allocator, progress, cancellation) ?? [];

        progress?.Invoke(0, 0, "activation scales");
        var real = mixed.ToFloat();
        var scales = DecoderCalibration.Run(real, calibration.Select(sequence => sequence.Tokens));
        var integer = mixed.Compile(scales, workers);
        progress?.Invoke(0, 0, "result");
        LossComparison Compare(LossMeter losses, IReadOnlyList<TokenSequence> sequences) => new(
            sequences.Sum(sequence => sequence.Tokens.Count - 1L), losses.Teacher, pruning is null ? null : losses.Measure(new ReferenceDecoder(pruned)),
            losses.Measure(new ReferenceDecoder(real)), losses.MeasureInTurn(integer));
        return new CompressionResult(
            mixed, scales, request.Plan is { } plan ? plan with { Kept = pruning?.Kept } : CompressionPlan.From(settings, widths, pruning?.Kept), cost.Name, fullCost, mixed.Cost(cost), budget, widths,
            pruning is null ? [] : [pruning],
            Compare(meter, calibration), heldOut.Count == 0 ? null : Compare(new LossMeter(new ReferenceDecoder(model), heldOut), heldOut),
            study?.Uniform ?? [], outcome is null ? null : CurvePoint.From(outcome), curve, study?.Sensitivities ?? []);
    }

    private (DecoderWeights Model, ComponentPruning? Pruning) Prune(
        DecoderWeights model, IReadOnlyList<TokenSequence> calibration, CompressionRequest request, IUnitCost cost)
    {
        var given = request.Plan?.Kept;
        var isAsked = request.IsPruningAsked;
        if (given is not null && isAsked) throw new ArgumentException("The plan says what pruning keeps; no share or count can be asked for beside it.", nameof(request));
        if (given is null && !isAsked) return (model, null);
        if (request.PrunedBlocks < 0 || request.PrunedBlocks >= model.Blocks.Count)
            throw new ArgumentException($"Of {model.Blocks.Count} blocks, 0 to {model.Blocks.Count - 1} can be taken out, not {request.PrunedBlocks}.");
        progress?.Invoke(0, 0, "pruning");
        var statistics = PruningStatistics.Collect(model, calibration);
        var influence = statistics.BlockInfluence;
        var plan = given;
        if (plan is null)
        {
            int[] removed = [.. Enumerable.Range(0, influence.Count).OrderBy(block => influence[block]).Take(request.PrunedBlocks)];
            var structures = StructureScores.Of(model, statistics, request.ChannelMultiple, cost);
            plan = StructuralPruner.Select(model, [.. structures.Where(structure => !removed.Contains(structure.Block))], request.PrunedShare).WithoutBlocks(removed);
        }

        return (StructuralPruner.Apply(model, plan, statistics), new ComponentPruning(ModelComponent.LanguageModel, plan, influence));
    }

    private MixedModel Round(
        DecoderWeights model, IReadOnlyList<TokenSequence> calibration, CompressionSettings settings, IReadOnlyList<(CompressionUnit Unit, int Bits)> widths, CancellationToken cancellation)
    {
        var used = settings with { Widths = [.. widths.Select(width => width.Bits).Distinct().Order()] };
        return MixedModel.Assemble(model, QuantisationCandidates.Create(model, calibration, used, (done, total) => progress?.Invoke(done, total, "rounding"), cancellation), widths);
    }
}
