using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Dataflow.Cost;

/// <summary>
/// Exact cycle count of an instruction stream: one recurrence an instruction over the times at which the queues,
/// the memory engine's two sides and the array become free. Each line mirrors a register of the RTL (named in the
/// comments); a test holds simulated and predicted cycles equal. Cycle 0 is the first with an instruction offered.
/// </summary>
public struct TimingModel : IInstructionSink
{
    private readonly AcceleratorParameters _hardware;
    private readonly MemoryTiming _memory;
    private readonly int _osDrain;
    private readonly int _wsDrain;
    private Times8 _memoryPops;
    private Times8 _arrayPops;
    private Times4 _dataPops;
    private int _memoryCount;
    private int _arrayCount;
    private long _dispatch;
    private long _requestFree;
    private long _dataEnd;
    private long _arrayFree;
    private TokenQueue _activationFree, _activationFull, _weightFree, _weightFull, _parameterFree, _parameterFull, _tableFree, _tableFull, _outputFree, _outputFull, _residualFull;

    public TimingModel(AcceleratorParameters hardware, MemoryTiming memory)
    {
        _hardware = hardware;
        _memory = memory;
        // From the cycle of a block's last step to the first in which its store can start: two cycles of operand
        // registers, the array, the skew over the lanes, eight stages of a lane.
        _osDrain = 2 * hardware.Rows + hardware.Columns + 8;
        _wsDrain = hardware.Rows + hardware.Columns + 9;
        _dispatch = -1;
        _dataEnd = long.MinValue / 2;
        _activationFree = _weightFree = _parameterFree = _outputFree = TokenQueue.With(2);
        _tableFree = TokenQueue.With(1);
    }

    /// <summary>Cycles until HALT is taken, that cycle included.</summary>
    public long TotalCycles { get; private set; }

    /// <summary>Cycles in which the array takes operands.</summary>
    public long BusyCycles { get; private set; }

    /// <summary>Beats read from memory, instructions not counted.</summary>
    public long ReadBeats { get; private set; }

    /// <summary>Beats written to memory.</summary>
    public long WriteBeats { get; private set; }

    public long Instructions { get; private set; }

    public void Add(in Instruction instruction)
    {
        Instructions++;
        switch (instruction.Opcode)
        {
            case Opcode.Load or Opcode.Store: AddTransfer(instruction); break;
            case Opcode.Matmul: AddMatmul(instruction); break;
            case Opcode.Halt:
                _dispatch = Math.Max(_dispatch + 1, Math.Max(_dataEnd + 1, _arrayFree));
                TotalCycles = _dispatch + 1;
                break;
        }
    }

    private void AddTransfer(in Instruction i)
    {
        // Sequencer: one a cycle, when the queue of eight has room (count_q falls the cycle after a pop).
        _dispatch = Math.Max(_dispatch + 1, _memoryCount >= AcceleratorParameters.QueueDepth ? _memoryPops[_memoryCount & 7] + 1 : 0);
        var isStore = i.Opcode == Opcode.Store;
        var token = isStore ? _outputFull.Take() : i.Kind switch
        {
            LoadKind.Activation => _activationFree.Take(),
            LoadKind.Weight => _weightFree.Take(),
            LoadKind.Parameter => _parameterFree.Take(),
            LoadKind.Residual => _outputFree.Take(),
            _ => _tableFree.Take(),
        };
        // Request side (busy_q): one cycle to start, one a burst.
        var room = _memoryCount >= AcceleratorParameters.DataQueueDepth ? _dataPops[_memoryCount & 3] + 1 : 0;
        var start = Math.Max(Math.Max(_dispatch + 1, _requestFree), Math.Max(token, room));
        var burstsPerRow = (i.RowBeats + AcceleratorParameters.MaxBurstBeats - 1) / AcceleratorParameters.MaxBurstBeats;
        _requestFree = start + (long)i.Rows * burstsPerRow + 1;
        _memoryPops[_memoryCount & 7] = start;
        // Data side (cur_valid_q): the next command is taken with the last beat of the one before.
        var taken = Math.Max(start + 1, _dataEnd);
        _dataPops[_memoryCount & 3] = taken;
        _memoryCount++;
        var beats = (long)i.Rows * i.RowBeats;
        var first = isStore ? Math.Max(taken + 3, start + 2) : Math.Max(taken + 1, start + 1 + _memory.LatencyCycles);
        _dataEnd = _memory.LastBeat(first, beats);
        var given = _dataEnd + 1;
        if (isStore)
        {
            WriteBeats += beats;
            _outputFree.Give(given);
            return;
        }

        ReadBeats += beats;
        switch (i.Kind)
        {
            case LoadKind.Activation: _activationFull.Give(given); break;
            case LoadKind.Weight: _weightFull.Give(given); break;
            case LoadKind.Parameter: _parameterFull.Give(given); break;
            case LoadKind.Residual: _residualFull.Give(given); break;
            default: _tableFull.Give(given); break;
        }
    }

    private void AddMatmul(in Instruction i)
    {
        _dispatch = Math.Max(_dispatch + 1, _arrayCount >= AcceleratorParameters.QueueDepth ? _arrayPops[_arrayCount & 7] + 1 : 0);
        var start = Math.Max(_dispatch + 1, _arrayFree);
        var flags = i.Flags;
        if ((flags & MatmulOptions.WaitActivation) != 0) start = Math.Max(start, _activationFull.Take());
        if ((flags & MatmulOptions.WaitWeight) != 0) start = Math.Max(start, _weightFull.Take());
        if ((flags & MatmulOptions.WaitParameter) != 0) start = Math.Max(start, _parameterFull.Take());
        if ((flags & MatmulOptions.WaitTable) != 0) start = Math.Max(start, _tableFull.Take());
        if ((flags & MatmulOptions.Last) != 0) start = Math.Max(start, (flags & MatmulOptions.Residual) != 0 ? _residualFull.Take() : _outputFree.Take());
        _arrayPops[_arrayCount++ & 7] = start;

        long run, lastStep;
        var rowsPerTile = _hardware.Rows;
        if (_hardware.IsOutputStationary)
        {
            var interval = Math.Max(Math.Max(i.Steps, rowsPerTile), Mapping.BlockGeometry.MinInterval);
            var tiles = (long)i.ColumnTiles * ((i.Rows + rowsPerTile - 1) / rowsPerTile);
            run = tiles * interval;
            lastStep = start + run;
            BusyCycles += tiles * i.Steps;
        }
        else
        {
            var interval = Math.Max(Math.Max(i.Rows, rowsPerTile), Mapping.BlockGeometry.MinInterval);
            var tiles = (long)i.ColumnTiles * i.DepthTiles;
            run = rowsPerTile + tiles * interval;
            lastStep = start + run - interval + i.Rows;
            BusyCycles += tiles * i.Rows;
        }

        _arrayFree = start + run + 1;
        if ((flags & MatmulOptions.ReleaseActivation) != 0) _activationFree.Give(_arrayFree);
        if ((flags & MatmulOptions.ReleaseWeight) != 0) _weightFree.Give(_arrayFree);
        if ((flags & MatmulOptions.Last) == 0) return;
        var done = lastStep + (_hardware.IsOutputStationary ? _osDrain : _wsDrain);
        _outputFull.Give(done);
        if ((flags & MatmulOptions.ReleaseParameter) != 0) _parameterFree.Give(done);
        if ((flags & MatmulOptions.ReleaseTable) != 0) _tableFree.Give(done);
    }

    [System.Runtime.CompilerServices.InlineArray(8)]
    private struct Times8
    {
        private long _first;
    }

    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct Times4
    {
        private long _first;
    }
}
