using System.Numerics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>
/// Golden model of hwa_dma, cycle by cycle. An instruction is unrolled into lists when it starts, its bursts and the places of its
/// beats by the rules of ISA.md, so nothing here resembles the counters of the RTL.
/// </summary>
internal sealed class DmaModel(AcceleratorParameters p)
{
    /// <summary>Beats between the output buffer and the port.</summary>
    private const int StoreBeats = 4;

    private readonly Queue<MemoryBurst> _bursts = [];
    private readonly Queue<Queue<DmaBeat>> _waiting = [];
    private readonly Queue<(BigInteger Data, bool IsLast)> _leaving = [];
    private Queue<DmaBeat> _beats = [];
    private bool _loads, _stores;
    private DmaBeat? _read;

    /// <summary>Outputs for the inputs of a cycle, and on to the next.</summary>
    public DmaOutputs Cycle(in DmaInputs inputs)
    {
        var starts = inputs.Instruction is { } head && _bursts.Count == 0 && _waiting.Count < AcceleratorParameters.DataQueueDepth && HasToken(head, inputs);
        DmaBeat? loaded = _loads && inputs.ReadValid ? _beats.Dequeue() : null;
        var hasWrite = _leaving.TryPeek(out var write);
        var writes = hasWrite && inputs.WriteReady;
        // A place that empties in this cycle is filled in this cycle.
        var underWay = _leaving.Count + (_read is null ? 0 : 1);
        DmaBeat? stored = _stores && _beats.Count > 0 && (underWay < StoreBeats || writes) ? _beats.Dequeue() : null;
        var outputs = new DmaOutputs
        {
            Starts = starts,
            TakeFree = starts && inputs.Instruction!.Value.Opcode == Opcode.Load ? 1 << (int)inputs.Instruction.Value.Kind : 0,
            TakeOutputFull = starts && inputs.Instruction!.Value.Opcode == Opcode.Store,
            GiveFull = loaded is { IsLast: true } full ? 1 << (int)full.Transfer.Kind : 0,
            GiveOutputFree = writes && write.IsLast,
            Request = _bursts.TryPeek(out var burst) ? burst : null,
            ReadReady = _loads,
            Loaded = loaded,
            Stored = stored,
            Written = hasWrite ? write.Data : null,
            IsIdle = _bursts.Count == 0 && _waiting.Count == 0 && !_loads && !_stores,
        };

        if (outputs.Request is not null && inputs.RequestReady) _bursts.Dequeue();
        if (writes) _leaving.Dequeue();
        if (_read is { } read) _leaving.Enqueue((inputs.StoreData, read.IsLast));
        _read = stored;
        if (outputs.GiveFull != 0) _loads = false;
        if (outputs.GiveOutputFree) _stores = false;
        if (!_loads && !_stores && _waiting.TryDequeue(out var next))
        {
            _beats = next;
            _stores = next.Peek().IsStore;
            _loads = !_stores;
        }

        if (starts) Start(inputs.Instruction!.Value);
        return outputs;
    }

    public void Reset()
    {
        _bursts.Clear();
        _waiting.Clear();
        _leaving.Clear();
        (_loads, _stores, _read) = (false, false, null);
    }

    private static bool HasToken(in Instruction i, in DmaInputs inputs) => i.Opcode == Opcode.Store ? inputs.OutputFull : (inputs.Free >> (int)i.Kind & 1) == 1;

    private void Start(in Instruction i)
    {
        var beats = new Queue<DmaBeat>();
        for (var row = 0; row < i.Rows; row++)
        {
            var start = i.Address + (uint)row * (uint)i.RowStride;
            for (var first = 0; first < i.RowBeats; first += AcceleratorParameters.MaxBurstBeats)
                _bursts.Enqueue(new MemoryBurst(i.Opcode == Opcode.Store, start + (uint)first, Math.Min(AcceleratorParameters.MaxBurstBeats, i.RowBeats - first)));
            for (var beat = 0; beat < i.RowBeats; beat++)
            {
                var (bank, word) = Place(i, row, beat);
                beats.Enqueue(new DmaBeat(i, start + (uint)beat, bank, word, row == i.Rows - 1 && beat == i.RowBeats - 1));
            }
        }

        _waiting.Enqueue(beats);
    }

    /// <summary>Bank and word of a beat: the table of LOAD and STORE in ISA.md.</summary>
    private (int Bank, int Word) Place(in Instruction i, int row, int beat)
    {
        var number = row * i.RowBeats + beat;
        if (i.Opcode == Opcode.Store) return OutputRow(i, row, beat, i.Wide ? p.WideTileBeats : p.NarrowTileBeats);
        return i.Kind switch
        {
            LoadKind.Activation when p.IsOutputStationary => (row % p.Rows, row / p.Rows * i.RowBeats + beat),
            LoadKind.Activation => Packed(number, p.ActivationBanks),
            LoadKind.Weight => Packed(number, p.WeightWordBeats),
            LoadKind.Parameter => Packed(number, p.ParamTileBeats),
            LoadKind.Residual => OutputRow(i, row, beat, p.WideTileBeats),
            _ => (0, number),
        };
    }

    private static (int Bank, int Word) Packed(int number, int beats) => (number % beats, number / beats);

    private static (int Bank, int Word) OutputRow(in Instruction i, int row, int beat, int tileBeats) => (beat % tileBeats, beat / tileBeats * i.Rows + row);
}
