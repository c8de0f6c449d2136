using HwAgent.Core.Compression.Pruning;
using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Compression;

/// <summary>Prunes, chooses widths, rounds, calibrates and measures: from a float32 vision-language pair to a compressed one. <see cref="Compressor"/> does the same for text alone.</summary>
/// <param name="allocator">Chooses widths within a budget.</param>
/// <param name="workers">Threads of the integer runtime.</param>
/// <param name="progress">Told done, total and the step under way; or null.</param>
public sealed class PairCompressor(IBitAllocator allocator, IntegerWorkers workers, Action<int, int, string>? progress = null)
{
    /// <param name="pair">The float32 pair.</param>
    /// <param name="calibration">Examples that everything is chosen on; one of them at least has an image.</param>
    /// <param name="heldOut">Examples that only the result is measured on; may be null.</param>
    /// <param name="request">Budget or plan.</param>
    /// <param name="cancellation">Between steps.</param>
    /// <exception cref="ArgumentException">The plan does not fit the pair, the budget cannot be kept, or no example has an image.</exception>
    /// <exception cref="InvalidModelException">The pair does not fit the integer runtime.</exception>
    public CompressionResult Run(
        VisionLanguageWeights pair, ImageTextCalibration calibration, ImageTextCalibration? heldOut, CompressionRequest request, CancellationToken cancellation = default)
    {
        var (settings, cost) = request.Resolve();
        if (calibration.Examples.All(example => example.Image is null)) throw new ArgumentException("A pair is calibrated on images with text: no example has an image.", nameof(calibration));
        var original = pair.WithoutUnread();
        var fullCost = VisionMatrices.Of(original).Sum(entry => cost.Cost(RowRange.Of(entry), 8));
        var (pruned, pruning) = new PairPruner(request, cost, progress).Run(original, calibration);
        var budget = request.Allowed(VisionMatrices.Of(original), VisionMatrices.Of(pruned));
        progress?.Invoke(0, 0, "original model");
        var meter = new LossMeter(new ReferenceDecoder(original.Decoder), calibration.Sequences(original));
        // Rounded in the form in which the integer runtime computes it.
        pruned = pruned with { Projector = IntegerProjector.Balance(pruned.Projector, calibration.Scales(pruned).Projector) };

        var study = request.Plan is null ? new VisionLanguageStudy(pruned, calibration, meter, cost, settings, progress, cancellation) : null;
        var matrices = VisionMatrices.Of(pruned).ToList();
        var outcome = study?.Compress(budget!.Value, allocator);
        var widths = outcome?.Widths ?? request.Plan!.Resolve(matrices);
        var visualWeight = study?.VisualWeight ?? settings.VisualWeight ?? VisualSensitivity.Measure(pruned.Decoder, calibration.Sequences(pruned));
        var mixed = outcome?.Model ?? Round(pruned, calibration, settings with { Widths = [.. widths.Select(width => width.Bits).Distinct().Order()] }, visualWeight, widths, cancellation);
        var curve = study?.Widths.Curve(request.CurvePoints, allocator, progress, cancellation) ?? [];

        progress?.Invoke(0, 0, "activation scales");
        var real = mixed.ToFloat();
        var scales = calibration.Scales(real);
        var vision = new CompressedVision(mixed, scales.Tower, scales.Projector);
        var integer = mixed.Decoder.Compile(scales.Decoder, workers);
        var embedder = vision.Compile(integer.ResidualSteps, workers);
        progress?.Invoke(0, 0, "result");
        LossComparison Compare(LossMeter losses, ImageTextCalibration examples)
        {
            ModelLoss Loss(VisionLanguageWeights student) => losses.Measure(new ReferenceDecoder(student.Decoder), examples.Sequences(student));
            return new LossComparison(
                examples.PredictedTokens, losses.Teacher, pruning.Count == 0 ? null : Loss(pruned), Loss(real), losses.MeasureInTurn(integer, examples.SequencesInTurn(embedder)));
        }

        PruningPlan? Kept(ModelComponent component) => pruning.FirstOrDefault(part => part.Component == component)?.Kept;
        var (kept, keptVision) = (Kept(ModelComponent.LanguageModel), Kept(ModelComponent.VisionEncoder));
        return new CompressionResult(
            mixed.Decoder, scales.Decoder, request.Plan is { } plan ? plan with { Kept = kept, KeptVision = keptVision } : CompressionPlan.From(settings, widths, kept, keptVision),
            cost.Name, fullCost, mixed.Cost(cost), budget, widths, pruning,
            Compare(meter, calibration), heldOut is null ? null : Compare(new LossMeter(new ReferenceDecoder(original.Decoder), heldOut.Sequences(original)), heldOut),
            study?.Uniform ?? [], outcome is null ? null : CurvePoint.From(outcome), curve, study?.Sensitivities ?? [])
        {
            Vision = vision, VisualWeight = visualWeight,
        };
    }

    private MixedPair Round(
        VisionLanguageWeights pair, ImageTextCalibration calibration, CompressionSettings settings, double visualWeight, IReadOnlyList<(CompressionUnit Unit, int Bits)> widths, CancellationToken cancellation) =>
        new(pair, VisionLanguageStudy.Round(pair, calibration, settings, visualWeight, progress, cancellation).Assemble(VisionMatrices.Of(pair), widths));
}
