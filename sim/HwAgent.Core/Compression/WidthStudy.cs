namespace HwAgent.Core.Compression;

/// <summary>Answers any budget from what was measured about a model once: the choice of widths, whatever the model is.</summary>
/// <typeparam name="TModel">A decoder or a pair.</typeparam>
public sealed class WidthStudy<TModel>
    where TModel : IMixedModel
{
    private readonly IReadOnlyList<int> _widths;
    private readonly Func<IReadOnlyList<(CompressionUnit Unit, int Bits)>, TModel> _assemble;
    private readonly Func<TModel, ModelLoss> _measure;
    private readonly double _base;

    /// <param name="sensitivities">What each width of each unit costs and loses.</param>
    /// <param name="widths">Widths on offer, ascending, as the options of every unit are.</param>
    /// <param name="baseDivergence">Divergence before any rounding: what pruning has cost.</param>
    /// <param name="assemble">The model with given widths.</param>
    /// <param name="measure">Its loss.</param>
    public WidthStudy(
        IReadOnlyList<UnitSensitivity> sensitivities, IReadOnlyList<int> widths, double baseDivergence,
        Func<IReadOnlyList<(CompressionUnit Unit, int Bits)>, TModel> assemble, Func<TModel, ModelLoss> measure)
    {
        (Sensitivities, _widths, _base, _assemble, _measure) = (sensitivities, widths, baseDivergence, assemble, measure);
        Uniform = [.. widths.Select(MeasureUniform)];
    }

    public IReadOnlyList<UnitSensitivity> Sensitivities { get; }

    /// <summary>The model at each single width, ascending.</summary>
    public IReadOnlyList<UniformOutcome> Uniform { get; }

    /// <summary>Cost of the narrowest width everywhere.</summary>
    public long SmallestCost => Problem(0).SmallestCost;

    /// <summary>The best widths within a budget.</summary>
    /// <exception cref="ArgumentException">The budget is below <see cref="SmallestCost"/>.</exception>
    public BudgetOutcome<TModel> Compress(long budget, IBitAllocator allocator)
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
            return (assembled, allocation, _measure(assembled.Model));
        }).MinBy(candidate => candidate.Item3.Divergence);
        var best = Uniform.Where(uniform => uniform.Cost <= budget).MinBy(uniform => uniform.Loss.Divergence);
        if (best is null || loss.Divergence <= best.Loss.Divergence)
            return new(budget, mixed.Model, mixed.Widths, chosen.Cost, loss, _base + chosen.Loss, Only(mixed.Widths), best, bound, exact.Loss, greedy.Loss);
        var (model, widths) = Assemble(UniformChoice(best.Bits));
        return new(budget, model, widths, best.Cost, best.Loss, best.PredictedDivergence, best.Bits, best, bound, exact.Loss, greedy.Loss);
    }

    /// <summary>Budgets spread between the narrowest and the widest uniform model, and those of the wider uniform models themselves, so that each has a mixture of its size beside it; ascending.</summary>
    /// <param name="points">How many are spread; each costs a run over the calibration sequences or two. 0 for no curve.</param>
    /// <param name="allocator">Chooses widths.</param>
    /// <param name="progress">Told done, total and the step under way; or null.</param>
    /// <param name="cancellation">Between budgets.</param>
    public IReadOnlyList<CurvePoint> Curve(int points, IBitAllocator allocator, Action<int, int, string>? progress, CancellationToken cancellation)
    {
        if (points == 0) return [];
        long low = SmallestCost, high = Uniform[^1].Cost;
        // Denser towards the narrow end, where the curve bends.
        var spread = Enumerable.Range(1, points).Select(i => (double)i / (points + 1)).Select(share => low + (long)((high - low) * share * Math.Sqrt(share)));
        long[] budgets = [.. spread.Concat(Uniform.Skip(1).Select(uniform => uniform.Cost)).Distinct().Order()];
        var curve = new List<CurvePoint>();
        foreach (var budget in budgets)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(curve.Count, budgets.Length, "curve");
            curve.Add(CurvePoint.From(Compress(budget, allocator)));
        }

        return curve;
    }

    private IEnumerable<Allocation> Candidates(Allocation exact, long budget, IBitAllocator allocator)
    {
        yield return exact;
        if (Sensitivities.All(sensitivity => sensitivity.Unit.IsWholeModule)) yield break;
        // Items that share a width are one item with summed costs and losses.
        int[][] modules = [.. Enumerable.Range(0, Sensitivities.Count).GroupBy(i => Sensitivities[i].Unit.Place).Select(module => module.ToArray())];
        var tied = new AllocationProblem(
            [
                .. modules.Select(module => (IReadOnlyList<AllocationOption>)
                [
                    .. _widths.Select((bits, k) => new AllocationOption(bits, module.Sum(i => Sensitivities[i].Options[k].Cost), module.Sum(i => Sensitivities[i].Options[k].Loss))),
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
        Problem(long.MaxValue).Evaluate([.. Sensitivities.Select(sensitivity => _widths.Index().First(width => width.Item == bits).Index)]);

    private (TModel Model, IReadOnlyList<(CompressionUnit Unit, int Bits)> Widths) Assemble(Allocation allocation)
    {
        (CompressionUnit, int)[] widths = [.. Sensitivities.Zip(allocation.Choices, (sensitivity, choice) => (sensitivity.Unit, sensitivity.Options[choice].Bits))];
        return (_assemble(widths), widths);
    }

    /// <summary>The width of a mixture that has only one.</summary>
    private static int? Only(IReadOnlyList<(CompressionUnit Unit, int Bits)> widths) => widths.All(width => width.Bits == widths[0].Bits) ? widths[0].Bits : null;

    private UniformOutcome MeasureUniform(int bits)
    {
        var choice = UniformChoice(bits);
        return new UniformOutcome(bits, choice.Cost, _measure(Assemble(choice).Model), _base + choice.Loss);
    }
}
