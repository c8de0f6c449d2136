using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>A quick look at whether a mapping has instances and room enough, as if all sums were final; what passes still has to be validated.</summary>
internal sealed class FreeRoom(TensorProblem problem, Architecture architecture)
{
    private readonly long[] _extents = new long[problem.Dimensions.Count];
    private readonly double[][] _used = [.. architecture.Levels.Select(l => new double[l.Fanout.Count])];

    /// <summary>Whether it may.</summary>
    public bool MayFit(FreeNest nest)
    {
        for (var d = 0; d < _extents.Length; d++) _extents[d] = problem.Dimensions[d].Size;
        var next = 0;
        for (var level = 0; level < _used.Length; level++)
        {
            if (Bits(level, nest.Keeps[level]) > (architecture.Levels[level].SizeBits ?? double.PositiveInfinity)) return false;
            Array.Fill(_used[level], 1);
            for (; next < nest.Loops.Length && nest.Loops[next].Level == level; next++)
            {
                var loop = nest.Loops[next];
                if (loop.Axis >= 0)
                {
                    var used = _used[level][loop.Axis] *= (_extents[loop.Dimension] + loop.Step - 1) / loop.Step;
                    if (used > architecture.Levels[level].Fanout[loop.Axis].Size) return false;
                }

                _extents[loop.Dimension] = loop.Step;
            }
        }

        return true;
    }

    private double Bits(int level, OperandSet keeps)
    {
        var sum = 0.0;
        for (var operand = Operand.Input; operand <= Operand.Output; operand++)
        {
            if (!keeps.Has(operand)) continue;
            var tensor = problem.Tensor(operand);
            double bits = tensor.Bits;
            for (var d = 0; d < _extents.Length; d++)
            {
                if (tensor.Uses(d)) bits *= _extents[d];
            }

            sum += bits;
        }

        return level == 0 ? sum : sum * architecture.Levels[level].Buffers;
    }
}
