using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>All ports of an architecture under one number each.</summary>
internal sealed class PortTable
{
    private readonly double[] _bitsPerCycle;
    private readonly int[] _serving;

    /// <summary>Numbers the ports.</summary>
    public PortTable(Architecture architecture)
    {
        var ports = architecture.Levels.SelectMany((level, index) => level.Ports.Select(port => (index, port))).ToList();
        _bitsPerCycle = [.. ports.Select(p => p.port.BitsPerCycle)];
        _serving = new int[architecture.Levels.Count * 12];
        for (var level = 0; level < architecture.Levels.Count; level++)
        {
            for (var bit = 0; bit < 12; bit++) _serving[level * 12 + bit] = ports.FindIndex(p => p.index == level && (p.port.Serves >> bit & 1) != 0);
        }
    }

    /// <summary>Ports.</summary>
    public int Count => _bitsPerCycle.Length;

    /// <summary>The port that serves a transfer at a level; -1 if none does.</summary>
    public int this[int level, Operand operand, Transfer transfer] => _serving[level * 12 + 4 * (int)operand + (int)transfer];

    /// <summary>Whole cycles that a port needs.</summary>
    public long Cycles(int port, long bits) => bits == 0 ? 0 : (long)Math.Ceiling(bits / _bitsPerCycle[port]);

    /// <summary>Whole cycles until the last of the ports is through; they work at the same time.</summary>
    public long Cycles(ReadOnlySpan<long> bits)
    {
        var most = 0L;
        for (var port = 0; port < bits.Length; port++) most = Math.Max(most, Cycles(port, bits[port]));
        return most;
    }
}
