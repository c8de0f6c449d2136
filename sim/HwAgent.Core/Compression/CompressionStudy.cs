using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Compression;

/// <summary>Everything measured about a decoder once, from which any budget is answered: matrices at every width, sensitivities, uniform baselines.</summary>
public sealed class CompressionStudy
{
    private readonly QuantisationCandidates _candidates;

    private CompressionStudy(DecoderWeights model, CompressionSettings settings, QuantisationCandidates candidates, LossMeter meter, IUnitCost cost, IReadOnlyList<UnitSensitivity> sensitivities)
    {
        (Model, _candidates, Meter, Cost) = (model, candidates, meter, cost);
        BaseDivergence = meter.Measure(new ReferenceDecoder(model)).Divergence;
        Widths = new WidthStudy<MixedModel>(sensitivities, settings.Widths, BaseDivergence, Assemble, mixed => meter.Measure(new ReferenceDecoder(mixed.ToFloat())));
    }

    /// <summary>The float32 model, pruned already where pruning was asked for.</summary>
    public DecoderWeights Model { get; }

    public LossMeter Meter { get; }

    /// <summary>Divergence of <see cref="Model"/> from the meter's teacher before any rounding: what pruning has cost.</summary>
    public double BaseDivergence { get; }

    public IUnitCost Cost { get; }

    /// <summary>The choice of widths.</summary>
    public WidthStudy<MixedModel> Widths { get; }

    public IReadOnlyList<UnitSensitivity> Sensitivities => Widths.Sensitivities;

    /// <summary>The model at each single width, ascending.</summary>
    public IReadOnlyList<UniformOutcome> Uniform => Widths.Uniform;

    /// <summary>Cost of the narrowest width everywhere.</summary>
    public long SmallestCost => Widths.SmallestCost;

    /// <param name="model">The float32 model.</param>
    /// <param name="calibration">Sequences for second-order statistics.</param>
    /// <param name="meter">Measures divergence on the same sequences; its teacher may be the model before pruning.</param>
    /// <param name="cost">What budgets count.</param>
    /// <param name="settings">How to round and to cut into units.</param>
    /// <param name="progress">Told the step under way with done and total; or null.</param>
    /// <param name="cancellation">Between steps.</param>
    public static CompressionStudy Create(
        DecoderWeights model, IReadOnlyList<TokenSequence> calibration, LossMeter meter, IUnitCost cost, CompressionSettings settings,
        Action<int, int, string>? progress = null, CancellationToken cancellation = default)
    {
        var candidates = QuantisationCandidates.Create(model, calibration, settings, (done, total) => progress?.Invoke(done, total, "rounding"), cancellation);
        var units = settings.ChannelGroupRows is { } rows ? UnitPartition.ChannelGroups(model, rows) : UnitPartition.Modules(model);
        // Against the model that is rounded itself: divergence from any other has a slope there, and no sum of parts would hold.
        var sensitivities = SensitivityAnalysis.Measure(model, candidates, units, settings.Widths, new LossMeter(new ReferenceDecoder(model), calibration), cost, (done, total) => progress?.Invoke(done, total, "sensitivity"), cancellation);
        return new CompressionStudy(model, settings, candidates, meter, cost, sensitivities);
    }

    /// <summary>The best widths within a budget.</summary>
    /// <exception cref="ArgumentException">The budget is below <see cref="SmallestCost"/>.</exception>
    public BudgetOutcome<MixedModel> Compress(long budget, IBitAllocator allocator) => Widths.Compress(budget, allocator);

    /// <summary>The model with given widths.</summary>
    public MixedModel Assemble(IReadOnlyList<(CompressionUnit Unit, int Bits)> widths) => MixedModel.Assemble(Model, _candidates, widths);
}
