using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>All that a search chooses from: skeletons, and for each dimension its chains of steps.</summary>
internal sealed class MappingSpace
{
    private readonly LoopSlots _slots;

    /// <summary>Lays the space out.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="account">The latency that counts: chains that another one beats are left out where beating is proven, for the steady account.</param>
    /// <param name="density">Which steps to try.</param>
    public MappingSpace(TensorProblem problem, Architecture architecture, LatencyAccount account, StepDensity density)
    {
        _slots = new LoopSlots(architecture);
        ChainRules[] rules = [.. Enumerable.Range(0, problem.Dimensions.Count).Select(d => new ChainRules(problem, architecture, _slots, d))];
        var chains = rules.Select(r => StepChains.Of(r, _slots, density)).ToArray();
        IsComplete = chains.All(c => c.IsComplete);
        EqualAxes.LeaveOut(architecture, _slots, rules, [.. chains.Select(c => c.Chains)]);
        var queries = new QueryTable();
        var loops = chains.Select(c => c.Chains.Aggregate(0UL, (mask, chain) => mask | chain.Loops)).ToArray();
        Skeletons = [.. NestSkeletons.Of(problem, architecture, Loops, account == LatencyAccount.Full && IsComplete).Select(s => new SkeletonCost(problem, architecture, _slots, s, queries, account))];
        Trees = new ChainTree[rules.Length];
        Size = Skeletons.Length;
        for (var d = 0; d < Trees.Length; d++)
        {
            var dominance = new ChainDominance(queries, _slots, rules[d], rules.Where((_, i) => i != d));
            Trees[d] = new ChainTree(chains[d].Chains, _slots, dominance, account == LatencyAccount.Steady || !chains[d].IsComplete);
            Size *= chains[d].Chains.Count;
        }

        bool Loops(int level, int dimension) => (loops[dimension] & _slots.Temporal(level, level + 1)) != 0;
    }

    /// <summary>In a fixed order.</summary>
    public SkeletonCost[] Skeletons { get; }

    /// <summary>By dimension.</summary>
    public ChainTree[] Trees { get; }

    /// <summary>Whether every step of every loop is there.</summary>
    public bool IsComplete { get; }

    /// <summary>Mappings, those that do not fit included.</summary>
    public double Size { get; }

    /// <summary>The nest of a skeleton and one chain a dimension.</summary>
    /// <param name="skeleton">Index of the skeleton.</param>
    /// <param name="nodes">By dimension: a node with one chain.</param>
    public LoopNest Nest(int skeleton, int[] nodes)
    {
        var (keeps, orders) = Skeletons[skeleton].Skeleton;
        var levels = new LevelNest[_slots.Levels];
        for (var level = 0; level < levels.Length; level++)
        {
            var start = _slots.Start(level);
            var temporal = new List<TemporalLoop>();
            foreach (var d in orders[level])
            {
                var chain = Trees[d].Chain(nodes[d]);
                if (chain.Count(start) > 1) temporal.Add(new TemporalLoop(d, chain.Steps[start]));
            }

            var spatial = new List<SpatialLoop>();
            for (var slot = start + 1; slot < _slots.Start(level + 1); slot++)
            {
                for (var d = 0; d < nodes.Length; d++)
                {
                    var chain = Trees[d].Chain(nodes[d]);
                    if (chain.Count(slot) > 1) spatial.Add(new SpatialLoop(d, chain.Steps[slot], _slots.All[slot].Axis));
                }
            }

            levels[level] = new LevelNest(temporal, spatial, keeps[level]);
        }

        return new LoopNest(levels);
    }
}
