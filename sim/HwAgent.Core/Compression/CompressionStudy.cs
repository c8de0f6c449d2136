using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Compression;

/// <summary>Everything measured about a model once, from which any budget is answered: matrices at every width, sensitivities, uniform baselines.</summary>
public sealed class CompressionStudy
{
    private readonly QuantisationCandidates _candidates;

    private CompressionStudy(DecoderWeights model, CompressionSettings settings, QuantisationCandidates candidates, LossMeter meter, IUnitCost cost, IReadOnlyList<UnitSensitivity> sensitivities)
    {
        (Model, Settings, _candidates, Meter, Cost, Sensitivities) = (model, settings, candidates, meter, cost, sensitivities);
        BaseDivergence = meter.Measure(new ReferenceDecoder(model)).Divergence;
        Uniform = [.. settings.Widths.Select(MeasureUniform)];
    }

    /// <summary>The float32 model, pruned already where pruning was asked for.</summary>
    public DecoderWeights Model { get; }

    public CompressionSettings Settings { get; }

    public LossMeter Meter { get; }

    /// <summary>Divergence of <see cref="Model"/> from the meter's teacher before any rounding: what pruning has cost.</summary>
    public double BaseDivergence { get; }

    public IUnitCost Cost { get; }

    public IReadOnlyList<UnitSensitivity> Sensitivities { get; }

    /// <summary>The model at each single width, ascending.</summary>
    public IReadOnlyList<UniformOutcome> Uniform { get; }

    /// <summary>Cost of the narrowest width everywhere.</summary>
    public long SmallestCost => Problem(0).SmallestCost;

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
    public BudgetOutcome Compress(long budget, IBitAllocator allocator)
    {
        var problem = Problem(budget);
        var exact = allocator.Solve(problem);
        var greedy = new GreedyAllocator().Solve(problem);
        var bound = GreedyAllocator.LowerBound(problem);
        // The additive model errs most where widths differ inside a module, so the answer with one width a module stands for election too; and every uniform model,
        // so that a mixture never loses to one width everywhere.
        var (mixed, chosen, loss) = Candidates(exact, budget, allocator).Select(allocation =>
        {
            var assembled = Assemble(allocation);
            return (assembled, allocation, Meter.Measure(new ReferenceDecoder(assembled.Model.ToFloat())));
        }).MinBy(candidate => candidate.Item3.Divergence);
        var best = Uniform.Where(uniform => uniform.Cost <= budget).MinBy(uniform => uniform.Loss.Divergence);
        if (best is null || loss.Divergence <= best.Loss.Divergence)
            return new BudgetOutcome(budget, mixed.Model, mixed.Widths, chosen.Cost, loss, BaseDivergence + chosen.Loss, null, best, bound, exact.Loss, greedy.Loss);
        var (model, widths) = Assemble(UniformChoice(best.Bits));
        return new BudgetOutcome(budget, model, widths, best.Cost, best.Loss, best.PredictedDivergence, best.Bits, best, bound, exact.Loss, greedy.Loss);
    }

    /// <summary>The model with given widths.</summary>
    public MixedModel Assemble(IReadOnlyList<(CompressionUnit Unit, int Bits)> widths) => MixedModel.Assemble(Model, _candidates, widths);

    private IEnumerable<Allocation> Candidates(Allocation exact, long budget, IBitAllocator allocator)
    {
        yield return exact;
        if (Sensitivities.All(sensitivity => sensitivity.Unit.IsWholeModule)) yield break;
        // Items that share a width are one item with summed costs and losses.
        int[][] modules = [.. Enumerable.Range(0, Sensitivities.Count).GroupBy(i => (Sensitivities[i].Unit.Block, Sensitivities[i].Unit.Module)).Select(module => module.ToArray())];
        var tied = new AllocationProblem(
            [
                .. modules.Select(module => (IReadOnlyList<AllocationOption>)
                [
                    .. Settings.Widths.Select((bits, k) => new AllocationOption(bits, module.Sum(i => Sensitivities[i].Options[k].Cost), module.Sum(i => Sensitivities[i].Options[k].Loss))),
                ]),
            ],
            budget);
        var found = allocator.Solve(tied);
        var choices = new int[Sensitivities.Count];
        for (var module = 0; module < modules.Length; module++)
            foreach (var i in modules[module]) choices[i] = found.Choices[module];
        yield return Problem(budget).Evaluate(choices);
    }

    private AllocationProblem Problem(long budget) => new([.. Sensitivities.Select(sensitivity => sensitivity.Options)], budget);

    private Allocation UniformChoice(int bits) =>
        Problem(long.MaxValue).Evaluate([.. Sensitivities.Select(sensitivity => Settings.Widths.Index().First(width => width.Item == bits).Index)]);

    private (MixedModel Model, IReadOnlyList<(CompressionUnit Unit, int Bits)> Widths) Assemble(Allocation allocation)
    {
        (CompressionUnit, int)[] widths = [.. Sensitivities.Zip(allocation.Choices, (sensitivity, choice) => (sensitivity.Unit, sensitivity.Options[choice].Bits))];
        return (Assemble(widths), widths);
    }

    private UniformOutcome MeasureUniform(int bits)
    {
        var choice = UniformChoice(bits);
        return new UniformOutcome(bits, choice.Cost, Meter.Measure(new ReferenceDecoder(Assemble(choice).Model.ToFloat())), BaseDivergence + choice.Loss);
    }
}
