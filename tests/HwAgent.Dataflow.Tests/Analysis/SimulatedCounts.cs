using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>Accesses by level, operand and transfer.</summary>
internal sealed class SimulatedCounts(Architecture architecture)
{
    private readonly long[,,] _elements = new long[architecture.Levels.Count, 3, 4];
    private readonly long[,,] _finals = new long[architecture.Levels.Count, 3, 4];
    private readonly long[,] _largest = new long[architecture.Levels.Count, 3];

    public void Add(int level, Operand operand, Transfer transfer, long count, bool isFinal = false)
    {
        _elements[level, (int)operand, (int)transfer] += count;
        if (isFinal) _finals[level, (int)operand, (int)transfer] += count;
    }

    public void Occupy(SimulatedStore store, long count)
    {
        _largest[store.Level, (int)store.Operand] = Math.Max(_largest[store.Level, (int)store.Operand], count);
    }

    public long Of(int level, Operand operand, Transfer transfer) => _elements[level, (int)operand, (int)transfer];

    public long FinalsOf(int level, Operand operand, Transfer transfer) => _finals[level, (int)operand, (int)transfer];

    public long LargestTile(int level, Operand operand) => _largest[level, (int)operand];
}
