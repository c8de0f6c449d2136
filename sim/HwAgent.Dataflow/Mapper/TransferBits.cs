using System.Runtime.CompilerServices;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>Bits by level, operand and <see cref="Transfer"/>; whole numbers below 2^53, so that sums are exact in any order.</summary>
internal sealed class TransferBits(TensorProblem problem, int levels)
{
    private readonly double[] _bits = new double[levels * 12];

    /// <summary>By level: whether sums are written there that are not final.</summary>
    public bool[] HasPartialSums { get; } = new bool[levels];

    /// <summary>The bits of one transfer.</summary>
    public ref double this[int level, Operand operand, Transfer transfer] => ref _bits[level * 12 + 4 * (int)operand + (int)transfer];

    /// <summary>Forgets everything.</summary>
    public void Clear() => Array.Clear(_bits);

    /// <summary>An input or a weight that is read at one level and written at the next.</summary>
    public void AddSource(Operand operand, int parent, int child, double read, double written)
    {
        var width = problem.Tensors[(int)operand].Bits;
        this[parent, operand, Transfer.ReadToBelow] = read * width;
        if (child < levels) this[child, operand, Transfer.WriteFromAbove] = written * width;
    }

    /// <summary>Bits of an output's transfer, some elements of which are final. As many final ones as may be make the least bits.</summary>
    public double OutputBits(double elements, double finals)
    {
        double width = problem.Tensors[(int)Operand.Output].Bits;
        finals = Math.Min(finals, elements);
        return (elements - finals) * problem.PartialBits + finals * width;
    }

    /// <summary>All that a level reads, and all that is written to it.</summary>
    public (double Read, double Written) ReadAndWritten(int level)
    {
        double read = 0, written = 0;
        for (var i = level * 12; i < level * 12 + 12; i += 2)
        {
            written += _bits[i];
            read += _bits[i + 1];
        }

        return (read, written);
    }

    /// <summary>What goes through a port.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Served(int level, int serves)
    {
        var sum = 0.0;
        for (var i = 0; i < 12; i++)
        {
            if ((serves >> i & 1) != 0) sum += _bits[level * 12 + i];
        }

        return sum;
    }
}
