using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Compression;

/// <summary>
/// Mixed precision over a whole vision-language pair: one budget for vision encoder, projector and language model. Every module is judged by what its rounding
/// does to the next text token, so the components compete in one currency.
/// </summary>
public sealed class VisionLanguageStudy
{
    private readonly VisionLanguageWeights _pair;
    private readonly ImageTextCalibration _calibration;
    private readonly IReadOnlyList<TokenSequence> _sequences;
    private readonly LossMeter _meter;

    /// <param name="pair">The float32 pair, pruned already where pruning was asked for.</param>
    /// <param name="calibration">What statistics and losses are measured on.</param>
    /// <param name="meter">Measures divergence on the same examples; its teacher may be the pair before pruning. Null for the pair itself.</param>
    /// <param name="cost">What budgets count.</param>
    /// <param name="settings">How to round and to cut into units.</param>
    /// <param name="progress">Told the step under way with done and total; or null.</param>
    /// <param name="cancellation">Between steps.</param>
    public VisionLanguageStudy(
        VisionLanguageWeights pair, ImageTextCalibration calibration, LossMeter? meter, IUnitCost cost, CompressionSettings settings,
        Action<int, int, string>? progress = null, CancellationToken cancellation = default)
    {
        (_pair, _calibration, _sequences) = (pair, calibration, calibration.Sequences(pair));
        var own = new LossMeter(new ReferenceDecoder(pair.Decoder), _sequences);
        _meter = meter ?? own;
        VisualWeight = settings.VisualWeight ?? VisualSensitivity.Measure(pair.Decoder, _sequences);
        var candidates = Round(pair, calibration, settings, VisualWeight, progress, cancellation);
        List<(WeightMatrix Matrix, LinearWeights Weights)> matrices = [.. VisionMatrices.Of(pair)];
        var importance = new RowImportance(
            new Dictionary<ModelComponent, (IReadOnlyList<DecoderBlockWeights>, int)>
            {
                [ModelComponent.VisionEncoder] = (pair.Vision.Blocks, pair.Vision.HeadSize), [ModelComponent.LanguageModel] = (pair.Decoder.Blocks, pair.Decoder.Config.HeadSize),
            },
            candidates);
        // Against the pair that is rounded itself: divergence from any other has a slope there, and no sum of parts would hold.
        var sensitivities = SensitivityAnalysis.Measure(
            candidates, settings.ChannelGroupRows is { } rows ? UnitPartition.ChannelGroups(matrices, rows) : UnitPartition.Modules(matrices), settings.Widths,
            replacement => Measure(own, VisionMatrices.Replace(pair, replacement)).Divergence, importance.Error, cost, (done, total) => progress?.Invoke(done, total, "sensitivity"), cancellation);
        Widths = new WidthStudy<MixedPair>(
            sensitivities, settings.Widths, Measure(pair).Divergence, widths => new MixedPair(pair, candidates.Assemble(matrices, widths)), mixed => Measure(mixed.ToFloat()));
    }

    /// <summary>The choice of widths.</summary>
    public WidthStudy<MixedPair> Widths { get; }

    public IReadOnlyList<UnitSensitivity> Sensitivities => Widths.Sensitivities;

    /// <summary>The pair at each single width, ascending.</summary>
    public IReadOnlyList<UniformOutcome> Uniform => Widths.Uniform;

    /// <summary>What an image token counts in the decoder's statistics beside a text token's 1.</summary>
    public double VisualWeight { get; }

    /// <summary>The best widths within a budget.</summary>
    /// <exception cref="ArgumentException">The budget is below the cost of the narrowest width everywhere.</exception>
    public BudgetOutcome<MixedPair> Compress(long budget, IBitAllocator allocator) => Widths.Compress(budget, allocator);

    /// <summary>Loss of a pair with other matrices.</summary>
    public ModelLoss Measure(VisionLanguageWeights student) => Measure(_meter, student);

    /// <summary>Every matrix of a pair at every width.</summary>
    /// <param name="pair">In float32.</param>
    /// <param name="calibration">What its layers' inputs are measured on.</param>
    /// <param name="settings">How to round.</param>
    /// <param name="visualWeight">What an image token counts in the decoder.</param>
    /// <param name="progress">Told the step under way with done and total; or null.</param>
    /// <param name="cancellation">Between matrices.</param>
    internal static QuantisationCandidates Round(
        VisionLanguageWeights pair, ImageTextCalibration calibration, CompressionSettings settings, double visualWeight, Action<int, int, string>? progress, CancellationToken cancellation) =>
        QuantisationCandidates.Create(
            [.. VisionMatrices.Of(pair)], sites => calibration.Hessians(pair, sites, visualWeight), settings, (done, total) => progress?.Invoke(done, total, "rounding"), cancellation);

    private ModelLoss Measure(LossMeter meter, VisionLanguageWeights student) =>
        meter.Measure(new ReferenceDecoder(student.Decoder), VisionMatrices.HaveSameImageSide(student, _pair) ? _sequences : _calibration.Sequences(student));
}
