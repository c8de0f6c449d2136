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
    private readonly IReadOnlyList<ImageTextExample> _examples;
    private readonly VisualBudget _visual;
    private readonly QuantisationCandidates _candidates;
    private readonly LossMeter _meter;
    private readonly IReadOnlyList<int> _widths;

    /// <param name="pair">The float32 pair.</param>
    /// <param name="examples">What statistics and losses are measured on.</param>
    /// <param name="visual">Resolution, stride and token merging that the pair will run with.</param>
    /// <param name="cost">What budgets count.</param>
    /// <param name="settings">How to round. Units are modules.</param>
    /// <param name="cancellation">Between steps.</param>
    public VisionLanguageStudy(
        VisionLanguageWeights pair, IReadOnlyList<ImageTextExample> examples, VisualBudget visual, IUnitCost cost, CompressionSettings settings, CancellationToken cancellation = default)
    {
        (_pair, _examples, _visual, _widths) = (pair, examples, visual, settings.Widths);
        List<(WeightMatrix Matrix, LinearWeights Weights)> matrices = [.. VisionMatrices.Of(pair)];
        var sequences = Sequences(new ReferenceVisionLanguage(pair));
        var visualWeight = settings.VisualWeight ?? VisualSensitivity.Measure(pair.Decoder, sequences);
        _candidates = QuantisationCandidates.Create(matrices, sites => Collect(sites, visualWeight), settings, null, cancellation);
        _meter = new LossMeter(new ReferenceDecoder(pair.Decoder), sequences);
        Sensitivities = SensitivityAnalysis.Measure(
            _candidates, UnitPartition.Modules(matrices), _widths, replacement => Measure(VisionMatrices.Replace(pair, replacement)).Divergence, _candidates.Error, cost, null, cancellation);
        Uniform = [.. _widths.Select(MeasureUniform)];
    }

    public IReadOnlyList<UnitSensitivity> Sensitivities { get; }

    /// <summary>The pair at each single width, ascending.</summary>
    public IReadOnlyList<UniformOutcome> Uniform { get; }

    /// <summary>Loss of the uncompressed pair.</summary>
    public ModelLoss Teacher => _meter.Teacher;

    /// <summary>The best widths within a budget.</summary>
    /// <exception cref="ArgumentException">The budget is below the cost of the narrowest width everywhere.</exception>
    public PairOutcome Compress(long budget, IBitAllocator allocator)
    {
        var problem = Problem(budget);
        var allocation = allocator.Solve(problem);
        var (model, widths) = Assemble(allocation);
        var loss = Measure(model.ToFloat());
        var bound = GreedyAllocator.LowerBound(problem);
        // The additive model may err; both are run, so that a mixture never loses to one width everywhere.
        if (Uniform.Where(uniform => uniform.Cost <= budget).MinBy(uniform => uniform.Loss.Divergence) is not { } best || loss.Divergence <= best.Loss.Divergence)
            return new PairOutcome(model, widths, allocation.Cost, loss, allocation.Loss, null, bound);
        (model, widths) = Assemble(Choice(best.Bits));
        return new PairOutcome(model, widths, best.Cost, best.Loss, best.PredictedDivergence, best.Bits, bound);
    }

    /// <summary>Loss of a pair with other matrices.</summary>
    public ModelLoss Measure(VisionLanguageWeights student) => _meter.Measure(new ReferenceDecoder(student.Decoder), Sequences(new ReferenceVisionLanguage(student)));

    private AllocationProblem Problem(long budget) => new([.. Sensitivities.Select(sensitivity => sensitivity.Options)], budget);

    private Allocation Choice(int bits)
    {
        var index = _widths.Index().First(width => width.Item == bits).Index;
        return Problem(long.MaxValue).Evaluate([.. Sensitivities.Select(_ => index)]);
    }

    private UniformOutcome MeasureUniform(int bits)
    {
        var choice = Choice(bits);
        return new UniformOutcome(bits, choice.Cost, Measure(Assemble(choice).Model.ToFloat()), choice.Loss);
    }

    private (MixedPair Model, IReadOnlyList<(CompressionUnit Unit, int Bits)> Widths) Assemble(Allocation allocation)
    {
        (CompressionUnit Unit, int Bits)[] widths = [.. Sensitivities.Zip(allocation.Choices, (sensitivity, choice) => (sensitivity.Unit, sensitivity.Options[choice].Bits))];
        var matrices = widths.SelectMany(width => width.Unit.Rows.Select(range => (range.Matrix, width.Bits))).ToDictionary(entry => entry.Matrix, entry => _candidates.Get(entry.Matrix, entry.Bits));
        return (new MixedPair(_pair, matrices), widths);
    }

    private Dictionary<ActivationSite, InputHessian> Collect(IReadOnlySet<ActivationSite> sites, double visualWeight)
    {
        // Inside tower and projector there are image tokens only: nothing to weigh them against.
        var (tower, text) = (new HessianObserver(sites, visualWeight: 1), new HessianObserver(sites, visualWeight));
        var decoder = new ReferenceDecoder(_pair.Decoder, text);
        foreach (var sequence in Sequences(new ReferenceVisionLanguage(_pair, tower))) CalibrationPass.Run(decoder, sequence);
        return tower.Hessians.Concat(text.Hessians).ToDictionary();
    }

    private TokenSequence[] Sequences(ReferenceVisionLanguage embedder) => [.. _examples.Select(example => new TokenSequence(example.Tokens, embedder.EmbedImage(example.Image, _visual)))];
}
