using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// What the latency is at least, with fill and drain: for the multipliers and for each port, the cycles that it is busy and those before its first and
/// after its last work, in which other levels take in their first tiles or hand out their last ones. An exchange of a level with one buffer stops the
/// multipliers, so that all of them count.
/// </summary>
internal sealed class PipelineBound
{
    private readonly Architecture _architecture;
    private readonly double _latencies;
    private readonly List<TileTransfer>[] _transfers;
    private readonly List<(int Level, int Port)> _ports;
    private readonly double[] _fills, _drains, _bits;

    /// <summary>Registers the questions asked.</summary>
    public PipelineBound(TensorProblem problem, Architecture architecture, LoopSlots slots, QueryTable queries, IEnumerable<OperandFlow> flows)
    {
        _architecture = architecture;
        _latencies = architecture.Levels.Sum(l => (double)l.LatencyCycles);
        _ports = [.. architecture.Levels.SelectMany((level, l) => level.Ports.Select((_, p) => (l, p)))];
        _transfers = [.. Enumerable.Range(0, slots.Levels).Select(_ => new List<TileTransfer>())];
        (_fills, _drains, _bits) = (new double[slots.Levels], new double[slots.Levels], new double[_ports.Count]);
        foreach (var flow in flows.Where(f => f.Child < slots.Levels))
        {
            var isOutput = flow.Operand == Operand.Output;
            Add(flow, flow.Parent, isOutput ? Transfer.WriteFromBelow : Transfer.ReadToBelow);
            Add(flow, flow.Child, isOutput ? Transfer.ReadToAbove : Transfer.WriteFromAbove);
            if (isOutput)
            {
                // What comes back counts among exchanges, not in the fill.
                Add(flow, flow.Parent, Transfer.ReadToBelow);
                Add(flow, flow.Child, Transfer.WriteFromAbove);
            }
        }

        void Add(OperandFlow flow, int level, Transfer transfer)
        {
            var port = _ports.FindIndex(p => p.Level == level && (architecture.Levels[level].Ports[p.Port].Serves & MemoryPort.Bit(flow.Operand, transfer)) != 0);
            if (port >= 0) _transfers[flow.Child].Add(new TileTransfer(problem, slots, queries, flow, level, transfer, port));
        }
    }

    /// <summary>The bound.</summary>
    /// <param name="answers">By dimension.</param>
    /// <param name="bits">Through the busiest instance of each level.</param>
    /// <param name="compute">Cycles of the multipliers.</param>
    public double Cycles(double[][] answers, TransferBits bits, double compute)
    {
        for (var level = 1; level < _transfers.Length; level++)
        {
            _fills[level] = Most(level, t => t.IsFill ? t.Bits(answers) : 0);
            _drains[level] = Most(level, t => t.IsDrain ? t.Bits(answers) : 0);
            compute += _architecture.Levels[level].Buffers > 1 ? _fills[level] + _drains[level] : Most(level, t => bits[t.Level, t.Operand, t.Transfer]);
        }

        var most = compute;
        for (var p = 0; p < _ports.Count; p++)
        {
            var port = Port(p);
            var cycles = Math.Ceiling(bits.Served(_ports[p].Level, port.Serves) / port.BitsPerCycle);
            for (var level = 1; level < _transfers.Length; level++)
            {
                if (!_transfers[level].Any(t => t.Port == p)) cycles += _fills[level] + _drains[level];
            }

            most = Math.Max(most, cycles);
        }

        return most + _latencies;
    }

    private double Most(int level, Func<TileTransfer, double> transferred)
    {
        Array.Clear(_bits);
        foreach (var transfer in _transfers[level]) _bits[transfer.Port] += transferred(transfer);
        var most = 0.0;
        for (var p = 0; p < _bits.Length; p++) most = Math.Max(most, Math.Ceiling(_bits[p] / Port(p).BitsPerCycle));
        return most;
    }

    private MemoryPort Port(int p) => _architecture.Levels[_ports[p].Level].Ports[_ports[p].Port];
}
