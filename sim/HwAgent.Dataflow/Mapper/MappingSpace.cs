using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>All that a search chooses from: skeletons, and for each dimension its chains of steps.</summary>
internal sealed class MappingSpace
{
    private readonly TensorProblem _problem;
    private readonly Architecture _architecture;
    private readonly LoopSlots _slots;
    private readonly ChainRules[] _rules;

    /// <summary>Lays the space out.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="account">The latency that counts: chains that another one beats are left out where beating is proven, for the steady account.</param>
    /// <param name="density">Which steps to try.</param>
    public MappingSpace(TensorProblem problem, Architecture architecture, LatencyAccount account, StepDensity density)
    {
        (_problem, _architecture, _slots) = (problem, architecture, new LoopSlots(architecture));
        _rules = [.. Enumerable.Range(0, problem.Dimensions.Count).Select(d => new ChainRules(problem, architecture, _slots, d))];
        var chains = _rules.Select(r => StepChains.Of(r, _slots, density)).ToArray();
        IsComplete = chains.All(c => c.IsComplete);
        IsThinned = chains.Any(c => c.IsThinned);
        HasEveryOne = IsComplete || account == LatencyAccount.Steady;
        EqualAxes.LeaveOut(architecture, _slots, _rules, [.. chains.Select(c => c.Chains)]);
        var queries = new QueryTable();
        var loops = chains.Select(c => c.Chains.Aggregate(0UL, (mask, chain) => mask | chain.Loops)).ToArray();
        Skeletons = [.. NestSkeletons.Of(problem, architecture, Loops, account == LatencyAccount.Full && IsComplete).Select(s => new SkeletonCost(problem, architecture, _slots, s, queries, account))];
        Trees = [.. chains.Select((c, d) => Tree(queries, d, c.Chains, account == LatencyAccount.Steady || !c.IsComplete, byOutermost: true))];
        Size = chains.Aggregate((double)Skeletons.Length, (size, c) => size * c.Chains.Count);

        bool Loops(int level, int dimension) => (loops[dimension] & _slots.Temporal(level, level + 1)) != 0;
    }

    /// <summary>The loops outside of a level alone, and the cost of its transfers from and to its parents.</summary>
    private MappingSpace(MappingSpace whole, int level)
    {
        (_problem, _architecture, _slots, _rules) = (whole._problem, whole._architecture, whole._slots, whole._rules);
        var queries = new QueryTable();
        var chains = whole.Trees.Select(t => t.Chains.Select(c => new StepChain(c.Size, c.Steps[.._slots.Start(level)])).DistinctBy(c => c.Steps, LongSequenceComparer.Instance).ToArray()).ToArray();
        var keeps = whole.Skeletons.Select(s => s.Skeleton.Outside(level)).DistinctBy(k => string.Join(' ', k));
        Skeletons = [.. keeps.SelectMany(k => NestSkeletons.Of(_problem, _architecture, k, (l, d) => _rules[d].Size > 1)).Select(s => new SkeletonCost(_problem, _architecture, _slots, s, queries, LatencyAccount.Steady, only: level))];
        Trees = [.. chains.Select((c, d) => Tree(queries, d, c, filter: true, byOutermost: false))];
        Size = chains.Aggregate((double)Skeletons.Length, (size, c) => size * c.Length);
        HasEveryOne = true;
    }

    /// <summary>In a fixed order.</summary>
    public SkeletonCost[] Skeletons { get; }

    /// <summary>By dimension.</summary>
    public ChainTree[] Trees { get; }

    /// <summary>Whether every step of every loop is there.</summary>
    public bool IsComplete { get; }

    /// <summary>Whether only some numbers of pieces are there, for some dimension: no bound of the space is then one of all mappings.</summary>
    public bool IsThinned { get; }

    /// <summary>
    /// Whether no mapping that is left out for the sake of one that is there can be better. Under the full account orders and chains are left out by answers, and hence by bounds, that
    /// are no better; the pipeline itself may be.
    /// </summary>
    public bool HasEveryOne { get; }

    /// <summary>Mappings, those that do not fit included.</summary>
    public double Size { get; }

    /// <summary>
    /// The loops outside of a level alone, under everything that is kept there and outside and all orders that matter, with the cost of its transfers from and to its parents:
    /// no mapping of the space that keeps the same has less.
    /// </summary>
    /// <param name="level">The level; the number of levels for the multipliers.</param>
    public MappingSpace Part(int level) => new(this, level);

    /// <summary>A bound on the energy of all transfers together; null where the product is of no kind that it knows.</summary>
    /// <param name="cells">Extents told apart at most.</param>
    /// <param name="spreads">Ways to spread the dimensions over a level's instances that are told apart at most.</param>
    public JointFloor? Joint(int cells, int spreads) => new JointFloor(_problem, _architecture, _slots, [.. Trees.Select(t => t.Chains)], cells, spreads) is { IsApplicable: true } floor ? floor : null;

    /// <summary>The nest of a skeleton and one chain a dimension.</summary>
    /// <param name="skeleton">Index of the skeleton.</param>
    /// <param name="nodes">By dimension: a node with one chain.</param>
    public LoopNest Nest(int skeleton, int[] nodes) => Skeletons[skeleton].Skeleton.Nest(_slots, [.. nodes.Select((node, d) => Trees[d].Chain(node))]);

    private ChainTree Tree(QueryTable queries, int dimension, IEnumerable<StepChain> chains, bool filter, bool byOutermost) =>
        new(chains, _slots, new ChainDominance(queries, _slots, _rules[dimension], _rules.Where((_, i) => i != dimension)), filter, byOutermost);
}
