using System.Numerics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// A nest written out: its loops from the outside in, those with one iteration left out, and for each operand the levels that keep it. The nest must be valid
/// for problem and architecture.
/// </summary>
internal sealed class FlatNest
{
    private readonly long[] _chunks;
    private NestTraffic? _traffic;
    private LinkTable? _table;
    private DimensionTree[]? _trees;

    /// <summary>Writes the nest out.</summary>
    public FlatNest(TensorProblem problem, Architecture architecture, LoopNest nest)
    {
        (Problem, Architecture) = (problem, architecture);
        var levels = nest.Levels;
        Starts = new int[levels.Count + 1];
        Span<long> extents = stackalloc long[TensorProblem.MostDimensions];
        for (var d = 0; d < problem.Dimensions.Count; d++) extents[d] = problem.Dimensions[d].Size;
        int most = 0, used = 0;
        for (var level = 0; level < levels.Count; level++) most += levels[level].Temporal.Count + levels[level].Spatial.Count;
        var (loops, chunks) = (new FlatLoop[most], new long[most]);
        for (var level = 0; level < levels.Count; level++)
        {
            Starts[level] = used;
            var (temporal, spatial) = (levels[level].Temporal, levels[level].Spatial);
            for (var i = 0; i < temporal.Count; i++) Add(new FlatLoop(level, temporal[i].Dimension, temporal[i].Step, -1), extents);
            for (var i = 0; i < spatial.Count; i++) Add(new FlatLoop(level, spatial[i].Dimension, spatial[i].Step, spatial[i].Axis), extents);
        }

        Starts[^1] = used;
        if (used < most)
        {
            Array.Resize(ref loops, used);
            Array.Resize(ref chunks, used);
        }

        (Loops, _chunks, Links) = (loops, chunks, LinksOf(levels));

        void Add(in FlatLoop loop, Span<long> extents)
        {
            if (loop.Step >= extents[loop.Dimension]) return;
            (loops[used], chunks[used]) = (loop, extents[loop.Dimension]);
            extents[loop.Dimension] = loop.Step;
            used++;
        }
    }

    /// <summary>What is computed.</summary>
    public TensorProblem Problem { get; }

    /// <summary>What it runs on.</summary>
    public Architecture Architecture { get; }

    /// <summary>Outermost first; each has more than one iteration.</summary>
    public FlatLoop[] Loops { get; }

    /// <summary>Index of each level's first loop; the last entry is the number of loops.</summary>
    public int[] Starts { get; }

    /// <summary>Memory levels; the same number stands for the multipliers as a child.</summary>
    public int Levels => Starts.Length - 1;

    /// <summary>The largest extent of a dimension that a loop at an index is handed: that of the first iteration of every loop outside.</summary>
    public long LargestChunk(int dimension, int index)
    {
        while (--index >= 0)
        {
            if (Loops[index].Dimension == dimension) return Loops[index].Step;
        }

        return Problem.Dimensions[dimension].Size;
    }

    /// <summary>Pieces that a loop cuts its largest chunk into.</summary>
    public long LargestPieces(int index) => (_chunks[index] - 1) / Loops[index].Step + 1;

    /// <summary>The name of a loop's dimension.</summary>
    public string Name(in FlatLoop loop) => Problem.Dimensions[loop.Dimension].Name;

    /// <summary>The ways of all operands from level to level that keeps them, outermost first; level 0 keeps everything.</summary>
    public TransferLink[] Links { get; }

    /// <summary>Whether several instances of a level have a part of the sum of one element: none of them ever has the final sum.</summary>
    public bool SumsApart(int level)
    {
        for (var i = 0; i < Starts[level]; i++)
        {
            if (!Loops[i].IsTemporal && (Problem.Summed >> Loops[i].Dimension & 1) != 0) return true;
        }

        return false;
    }

    /// <summary>Whether instances below one parent hand up sums of the same element one by one: they are added at the parent.</summary>
    public bool Splits(int parent, int child)
    {
        for (var i = Starts[parent]; i < Starts[child]; i++)
        {
            if (!Loops[i].IsTemporal && (Problem.Summed >> Loops[i].Dimension & 1) != 0 && !Merges(Operand.Output, Loops[i])) return true;
        }

        return false;
    }

    /// <summary>What it has in common with other nests that keep the same; of its own unless it is given.</summary>
    public LinkTable Table
    {
        get => _table ??= new LinkTable(Problem, Architecture, Links, new PortTable(Architecture));
        set => (_table, _trees) = (value, null);
    }

    /// <summary>By dimension: its chunks under its loops.</summary>
    public DimensionTree[] Trees
    {
        get
        {
            if (_trees is not null) return _trees;
            var trees = new DimensionTree[Problem.Dimensions.Count];
            for (var d = 0; d < trees.Length; d++) trees[d] = Table.Tree(d, Loops);
            return _trees = trees;
        }
    }

    /// <summary>Every transfer, over all instances.</summary>
    public NestTraffic Traffic => _traffic ??= NestTraffic.Of(this, busiest: false);

    /// <summary>Whether a level is written sums that are not final: a summed dimension is cut outside of it, or between its loops and the multipliers.</summary>
    public bool HoldsPartialSums(int level)
    {
        var output = Traffic[level, Operand.Output];
        return output.WritesFromBelow > output.FinalWritesFromBelow;
    }

    /// <summary>Whether one transfer serves the instances that a spatial loop of a dimension which the operand does not use is dealt to.</summary>
    public bool Merges(Operand operand, in FlatLoop loop) => Architecture.Levels[loop.Level].Fanout[loop.Axis].Merges(operand);

    private static TransferLink[] LinksOf(IReadOnlyList<LevelNest> levels)
    {
        var count = 3;
        for (var level = 1; level < levels.Count; level++) count += BitOperations.PopCount((uint)(levels[level].Keeps & OperandSet.All));
        var links = new TransferLink[count];
        count = 0;
        foreach (var operand in (ReadOnlySpan<Operand>)[Operand.Input, Operand.Weight, Operand.Output])
        {
            var parent = 0;
            for (var level = 1; level < levels.Count; level++)
            {
                if (!levels[level].Keeps.Has(operand)) continue;
                links[count++] = new TransferLink(operand, parent, level);
                parent = level;
            }

            links[count++] = new TransferLink(operand, parent, levels.Count);
        }

        return links;
    }
}
