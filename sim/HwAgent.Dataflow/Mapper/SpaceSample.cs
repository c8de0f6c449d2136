using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>Mappings drawn from the space that a search begins with, and their costs as the search counts them: to measure how fast it does. Not for several threads at once.</summary>
public sealed class SpaceSample
{
    /// <summary>Draws for each mapping that is asked for; most draws do not fit.</summary>
    private const int MostDrawn = 1000;

    private readonly MappingSpace _space;
    private readonly List<(int Skeleton, int[] Nodes)> _drawn = [];
    private readonly double[][] _answers;
    private readonly ChainLoops[] _loops;

    /// <summary>Draws mappings that fit.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="mappings">As many, or fewer where they are hard to find.</param>
    /// <param name="seed">Of the draws.</param>
    public SpaceSample(TensorProblem problem, Architecture architecture, int mappings, ulong seed)
    {
        _space = new MappingSpace(problem, architecture, LatencyAccount.Steady, StepDensity.Phases[0]);
        (_answers, _loops) = (new double[_space.Trees.Length][], new ChainLoops[_space.Trees.Length]);
        if (_space.Trees.Any(t => t.Count == 0)) return;
        var random = new SplitMix64(seed);
        for (var left = (long)mappings * MostDrawn; left > 0 && _drawn.Count < mappings; left--)
        {
            var skeleton = random.Next(_space.Skeletons.Length);
            var nodes = new int[_space.Trees.Length];
            for (var d = 0; d < nodes.Length; d++) nodes[d] = Leaf(_space.Trees[d], ref random);
            if (Figures(skeleton, nodes).IsFeasible) _drawn.Add((skeleton, nodes));
        }
    }

    /// <summary>Mappings drawn.</summary>
    public int Count => _drawn.Count;

    /// <summary>Cycles, energy in picojoules and DRAM bits of a mapping, by the steady account, computed anew.</summary>
    public (double Cycles, double Picojoules, double DramBits) Cost(int mapping)
    {
        var (cycles, picojoules, bits) = Figures(_drawn[mapping].Skeleton, _drawn[mapping].Nodes);
        return (cycles, picojoules, bits);
    }

    /// <summary>The mapping itself, for <see cref="NestModel"/>.</summary>
    public LoopNest Nest(int mapping) => _space.Nest(_drawn[mapping].Skeleton, _drawn[mapping].Nodes);

    private static int Leaf(ChainTree tree, ref SplitMix64 random)
    {
        var node = 0;
        while (!tree.IsChain(node)) node = random.Next(2) == 0 ? tree.Halves(node).Left : tree.Halves(node).Right;
        return node;
    }

    private CostFigures Figures(int skeleton, int[] nodes)
    {
        for (var d = 0; d < nodes.Length; d++) (_answers[d], _loops[d]) = (_space.Trees[d].Answers(nodes[d]), _space.Trees[d].Loops(nodes[d]));
        return _space.Skeletons[skeleton].Evaluate(_answers, _loops, isExact: true);
    }
}
