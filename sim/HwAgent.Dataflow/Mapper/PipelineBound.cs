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
    private readonly double _latencies;
    private readonly bool[] _isDouble;
    private readonly TileTransfer[][] _transfers;
    private readonly (int Level, MemoryPort Port)[] _ports;
    private readonly bool[][] _uses;
    private readonly double[] _exchanges, _bits;

    /// <summary>Registers the questions asked.</summary>
    public PipelineBound(TensorProblem problem, Architecture architecture, LoopSlots slots, QueryTable queries, IEnumerable<OperandFlow> flows)
    {
        _latencies = architecture.Levels.Sum(l => (double)l.LatencyCycles);
        _isDouble = [.. architecture.Levels.Select(l => l.Buffers > 1)];
        _ports = [.. architecture.Levels.SelectMany((level, l) => level.Ports.Select(p => (l, p)))];
        var transfers = Enumerable.Range(0, slots.Levels).Select(_ => new List<TileTransfer>()).ToArray();
        (_exchanges, _bits) = (new double[slots.Levels], new double[_ports.Length]);
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

        _transfers = [.. transfers.Select(t => t.ToArray())];
        _uses = [.. _transfers.Select(level => _ports.Select((_, p) => level.Any(t => t.Port == p)).ToArray())];

        void Add(OperandFlow flow, int level, Transfer transfer)
        {
            var port = Array.FindIndex(_ports, p => p.Level == level && (p.Port.Serves & MemoryPort.Bit(flow.Operand, transfer)) != 0);
            if (port >= 0) transfers[flow.Child].Add(new TileTransfer(problem, slots, queries, flow, level, transfer, port));
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
            foreach (var transfer in _transfers[level]) _bits[transfer.Port] += transfer.IsFill ? transfer.Bits(answers) : 0;
            _exchanges[level] = MostCycles(level);
            foreach (var transfer in _transfers[level]) _bits[transfer.Port] += transfer.IsDrain ? transfer.Bits(answers) : 0;
            _exchanges[level] += MostCycles(level);
            if (_isDouble[level])
            {
                compute += _exchanges[level];
                continue;
            }

            foreach (var transfer in _transfers[level]) _bits[transfer.Port] += bits[transfer.Level, transfer.Operand, transfer.Transfer];
            compute += MostCycles(level);
        }

        var most = compute;
        for (var p = 0; p < _ports.Length; p++)
        {
            var (at, port) = _ports[p];
            var cycles = Math.Ceiling(bits.Served(at, port.Serves) / port.BitsPerCycle);
            for (var level = 1; level < _transfers.Length; level++)
            {
                if (!_uses[level][p]) cycles += _exchanges[level];
            }

            most = Math.Max(most, cycles);
        }

        return most + _latencies;
    }

    /// <summary>Cycles of the ports of a level's exchange, which are left without bits.</summary>
    private double MostCycles(int level)
    {
        var most = 0.0;
        foreach (var transfer in _transfers[level])
        {
            most = Math.Max(most, Math.Ceiling(_bits[transfer.Port] / _ports[transfer.Port].Port.BitsPerCycle));
            _bits[transfer.Port] = 0;
        }

        return most;
    }
}
