using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>A nest written out: its loops from the outside in, and for each operand the levels that keep it. The nest must be valid for problem and architecture.</summary>
internal sealed class FlatNest
{
    private NestTraffic? _traffic;

    /// <summary>Writes the nest out.</summary>
    public FlatNest(TensorProblem problem, Architecture architecture, LoopNest nest)
    {
        (Problem, Architecture) = (problem, architecture);
        var loops = new List<FlatLoop>();
        var starts = new int[nest.Levels.Count + 1];
        for (var level = 0; level < nest.Levels.Count; level++)
        {
            starts[level] = loops.Count;
            foreach (var loop in nest.Levels[level].Temporal) loops.Add(new FlatLoop(level, loop.Dimension, loop.Step, -1));
            foreach (var loop in nest.Levels[level].Spatial) loops.Add(new FlatLoop(level, loop.Dimension, loop.Step, loop.Axis));
        }

        starts[^1] = loops.Count;
        (Loops, Starts) = ([.. loops], starts);
        int[][] keepers = [.. Enum.GetValues<Operand>().Select(o => Enumerable.Range(0, Levels).Where(l => l == 0 || nest.Levels[l].Keeps.Has(o)).ToArray())];
        Links = [.. Enum.GetValues<Operand>().SelectMany(o => keepers[(int)o].Zip(keepers[(int)o].Skip(1).Append(Levels), (parent, child) => new TransferLink(o, parent, child)))];
    }

    /// <summary>What is computed.</summary>
    public TensorProblem Problem { get; }

    /// <summary>What it runs on.</summary>
    public Architecture Architecture { get; }

    /// <summary>Outermost first.</summary>
    public FlatLoop[] Loops { get; }

    /// <summary>Index of each level's first loop; the last entry is the number of loops.</summary>
    public int[] Starts { get; }

    /// <summary>Memory levels; the same number stands for the multipliers as a child.</summary>
    public int Levels => Starts.Length - 1;

    /// <summary>The largest extent of a dimension that a loop at an index is handed: that of the first iteration of every loop outside.</summary>
    public long LargestChunk(int dimension, int index)
    {
        var extent = Problem.Dimensions[dimension].Size;
        for (var i = 0; i < index; i++)
        {
            if (Loops[i].Dimension == dimension) extent = Math.Min(extent, Loops[i].Step);
        }

        return extent;
    }

    /// <summary>Pieces that a loop cuts its largest chunk into.</summary>
    public long LargestPieces(int index)
    {
        var chunk = LargestChunk(Loops[index].Dimension, index);
        return (chunk - 1) / Loops[index].Step + 1;
    }

    /// <summary>The name of a loop's dimension.</summary>
    public string Name(in FlatLoop loop) => Problem.Dimensions[loop.Dimension].Name;

    /// <summary>The ways of all operands from level to level that keeps them, outermost first; level 0 keeps everything.</summary>
    public IReadOnlyList<TransferLink> Links { get; }

    /// <summary>Whether several instances of a level have a part of the sum of one element: none of them ever has the final sum.</summary>
    public bool SumsApart(int level)
    {
        for (var i = 0; i < Starts[level]; i++)
        {
            var loop = Loops[i];
            if (!loop.IsTemporal && (Problem.Summed >> loop.Dimension & 1) != 0 && LargestPieces(i) > 1) return true;
        }

        return false;
    }

    /// <summary>Whether instances below one parent hand up sums of the same element one by one: they are added at the parent.</summary>
    public bool Splits(TransferLink link)
    {
        for (var i = Starts[link.Parent]; i < Starts[link.Child]; i++)
        {
            var loop = Loops[i];
            if (!loop.IsTemporal && (Problem.Summed >> loop.Dimension & 1) != 0 && !Merges(Operand.Output, loop) && LargestPieces(i) > 1) return true;
        }

        return false;
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
    public bool Merges(Operand operand, in FlatLoop loop)
    {
        var axis = Architecture.Levels[loop.Level].Fanout[loop.Axis];
        return operand == Operand.Output ? axis.Reduces : axis.Multicast.Has(operand);
    }
}
