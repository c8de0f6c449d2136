using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Dataflow.Mapper;

/// <summary>What single mappings of one skeleton cost; the answers of chains are kept, as neighbours of a mapping share all but one or two. Not for several threads at once.</summary>
internal sealed class SkeletonPrices
{
    /// <summary>Chains kept a dimension; the cost does not depend on it.</summary>
    private const int MostKept = 4000;

    private readonly QueryTable _queries = new();
    private readonly SkeletonCost _cost;
    private readonly LoopSlots _slots;
    private readonly Dictionary<long[], PricedChain>[] _known;
    private readonly double[][] _answers;
    private readonly ChainLoops[] _loops;

    /// <summary>Lays the formulas out.</summary>
    /// <param name="choices">What the search chooses from.</param>
    /// <param name="choice">The skeleton.</param>
    public SkeletonPrices(NestChoices choices, SkeletonChoice choice)
    {
        (Choice, _slots) = (choice, choices.Slots);
        _cost = new SkeletonCost(choices.Request.Problem, choices.Request.Architecture, _slots, choices.Skeleton(choice), _queries, choices.Request.Account, isEstimate: true);
        var dimensions = choices.Rules.Length;
        (_answers, _loops) = (new double[dimensions][], new ChainLoops[dimensions]);
        _known = [.. choices.Rules.Select(_ => new Dictionary<long[], PricedChain>(LongSequenceComparer.Instance))];
    }

    /// <summary>The skeleton.</summary>
    public SkeletonChoice Choice { get; }

    /// <summary>A chain with its answers.</summary>
    public PricedChain Price(int dimension, in StepChain chain)
    {
        var known = _known[dimension];
        if (known.TryGetValue(chain.Steps, out var priced)) return priced;
        if (known.Count >= MostKept) known.Clear();
        priced = new PricedChain(chain, _queries.Answers(dimension, chain), new ChainLoops(chain.Loops, chain.Loops));
        known.Add(chain.Steps, priced);
        return priced;
    }

    /// <summary>The cost of a mapping; the full account of latency is estimated.</summary>
    public CostFigures Figures(PricedChain[] chains)
    {
        for (var d = 0; d < chains.Length; d++) (_answers[d], _loops[d]) = (chains[d].Answers, chains[d].Loops);
        return _cost.Evaluate(_answers, _loops, isExact: true);
    }

    /// <summary>The mapping itself.</summary>
    public LoopNest Nest(PricedChain[] chains) => _cost.Skeleton.Nest(_slots, [.. chains.Select(c => c.Chain)]);
}
