using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>All ports of an architecture under one number each; those of DRAM's own time come last.</summary>
internal sealed class PortTable
{
    private readonly double[] _bitsPerCycle;
    private readonly int[] _serving;
    private readonly DramLoad? _dram;
    private readonly int _firstOfDram;

    /// <summary>Numbers the ports.</summary>
    public PortTable(Architecture architecture, DramLoad? dram = null)
    {
        var ports = architecture.Levels.SelectMany((level, index) => level.Ports.Select(port => (index, port))).ToList();
        (_dram, _firstOfDram) = (dram, ports.Count);
        _bitsPerCycle = [.. ports.Select(p => p.port.BitsPerCycle), .. Enumerable.Repeat(dram?.UnitsPerCycle ?? 0, dram is null ? 0 : DramLoad.Ports)];
        _serving = new int[architecture.Levels.Count * 12];
        for (var level = 0; level < architecture.Levels.Count; level++)
        {
            for (var bit = 0; bit < 12; bit++) _serving[level * 12 + bit] = ports.FindIndex(p => p.index == level && (p.port.Serves >> bit & 1) != 0);
        }
    }

    /// <summary>Ports.</summary>
    public int Count => _bitsPerCycle.Length;

    /// <summary>Adds bits of a transfer at a level to the ports that they go through.</summary>
    public void Add(Span<long> bits, int level, Operand operand, Transfer transfer, long amount)
    {
        var port = _serving[level * 12 + 4 * (int)operand + (int)transfer];
        if (port >= 0) bits[port] += amount;
        if (level != _dram?.Level) return;
        for (var i = 0; i < DramLoad.Ports; i++) bits[_firstOfDram + i] += amount * _dram.UnitsPerBit(i, operand, transfer);
    }

    /// <summary>Whether any transfer of a link goes through a port.</summary>
    public bool Serves(TransferLink link)
    {
        var (operand, parent, child) = link;
        if (parent == _dram?.Level) return true;
        var isTimed = IsServed(parent, operand, Transfer.ReadToBelow) || IsServed(parent, operand, Transfer.WriteFromBelow);
        if (child * 12 < _serving.Length) isTimed |= IsServed(child, operand, Transfer.WriteFromAbove) || IsServed(child, operand, Transfer.ReadToAbove);
        return isTimed;
    }

    /// <summary>Whole cycles until the last of the ports is through; they work at the same time.</summary>
    public long Cycles(ReadOnlySpan<long> bits)
    {
        var most = 0.0;
        for (var port = 0; port < _firstOfDram; port++) most = Math.Max(most, bits[port] / _bitsPerCycle[port]);
        var cycles = (long)Math.Ceiling(most);
        for (var port = _firstOfDram; port < bits.Length; port++) cycles = Math.Max(cycles, DramLoad.Whole(bits[port] / _bitsPerCycle[port]));
        return cycles;
    }

    private bool IsServed(int level, Operand operand, Transfer transfer) => _serving[level * 12 + 4 * (int)operand + (int)transfer] >= 0;
}
