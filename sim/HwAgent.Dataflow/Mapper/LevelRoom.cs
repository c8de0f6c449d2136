using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>The room in one instance of a level: the tiles that it keeps must fit together, all buffers counted.</summary>
internal sealed class LevelRoom
{
    private readonly TensorProblem _problem;
    private readonly int _level;
    private readonly int _extent;
    private readonly double _bits;
    private readonly double _buffers;
    private readonly OperandSet _keeps;
    private readonly int[][] _used;

    /// <summary>Registers the questions asked.</summary>
    public LevelRoom(TensorProblem problem, Architecture architecture, LoopSlots slots, NestSkeleton skeleton, QueryTable queries, int level)
    {
        (_problem, _level, _keeps) = (problem, level, skeleton.Keeps[level]);
        _bits = architecture.Levels[level].SizeBits ?? double.PositiveInfinity;
        _buffers = level == 0 ? 1 : architecture.Levels[level].Buffers;
        _used = [.. problem.Tensors.Select(t => Enumerable.Range(0, problem.Dimensions.Count).Where(d => problem.Dimensions[d].Size > 1 && t.Uses(d)).ToArray())];
        int[] kept = [.. _used.Where((_, o) => level == 0 || _keeps.Has((Operand)o)).SelectMany(u => u).Distinct()];
        _extent = queries.Number(new ChainQuery(ChainQueryKind.Extent, slots.Outside(level), 0, 0, false), kept);
    }

    /// <summary>Whether the tiles fit; outputs at the width of partial sums if any come here, which is not known without traffic.</summary>
    public bool Fits(double[][] answers, TransferBits? traffic)
    {
        var occupied = 0.0;
        for (var operand = 0; operand < 3; operand++)
        {
            if (_level > 0 && !_keeps.Has((Operand)operand)) continue;
            double tile = _problem.Tensors[operand].Bits;
            if ((Operand)operand == Operand.Output && traffic is not null && traffic.HasPartialSums[_level]) tile = _problem.PartialBits;
            foreach (var d in _used[operand]) tile *= answers[d][_extent];
            occupied += tile * _buffers;
        }

        return occupied <= _bits;
    }
}
