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
    private TimingState _state;

    public TimingModel(AcceleratorParameters hardware, MemoryTiming memory)
    {
        _hardware = hardware;
        _memory = memory;
        // From the cycle of a block's last step to the first in which its store can start: two cycles of operand
        // registers, the array, the skew over the lanes, eight stages of a lane.
        _osDrain = 2 * hardware.Rows + hardware.Columns + 8;
        _wsDrain = hardware.Rows + hardware.Columns + 9;
        _state = TimingState.Initial;
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
                _state.Dispatch = Math.Max(_state.Dispatch + 1, Math.Max(_state.DataEnd + 1, _state.ArrayFree));
                TotalCycles = _state.Dispatch + 1;
                break;
        }
    }

    private void AddTransfer(in Instruction i)
    {
        ref var s = ref _state;
        // Sequencer: one a cycle, when the queue of eight has room (count_q falls the cycle after a pop).
        s.Dispatch = Math.Max(s.Dispatch + 1, s.MemoryCount >= AcceleratorParameters.QueueDepth ? s.MemoryPops[(int)s.MemoryCount & 7] + 1 : 0);
        var isStore = i.Opcode == Opcode.Store;
        var token = isStore ? s.OutputFull.Take() : i.Kind switch
        {
            LoadKind.Activation => s.ActivationFree.Take(),
            LoadKind.Weight => s.WeightFree.Take(),
            LoadKind.Parameter => s.ParameterFree.Take(),
            LoadKind.Residual => s.OutputFree.Take(),
            _ => s.TableFree.Take(),
        };
        // Request side (busy_q): one cycle to start, one a burst.
        var room = s.MemoryCount >= AcceleratorParameters.DataQueueDepth ? s.DataPops[(int)s.MemoryCount & 3] + 1 : 0;
        var start = Math.Max(Math.Max(s.Dispatch + 1, s.RequestFree), Math.Max(token, room));
        var burstsPerRow = (i.RowBeats + AcceleratorParameters.MaxBurstBeats - 1) / AcceleratorParameters.MaxBurstBeats;
        s.RequestFree = start + (long)i.Rows * burstsPerRow + 1;
        s.MemoryPops[(int)s.MemoryCount & 7] = start;
        // Data side (cur_valid_q): the next command is taken with the last beat of the one before.
        var taken = Math.Max(start + 1, s.DataEnd);
        s.DataPops[(int)s.MemoryCount & 3] = taken;
        s.MemoryCount++;
        var beats = (long)i.Rows * i.RowBeats;
        var first = isStore ? Math.Max(taken + 3, start + 2) : Math.Max(taken + 1, start + 1 + _memory.LatencyCycles);
        s.DataEnd = _memory.LastBeat(first, beats);
        var given = s.DataEnd + 1;
        if (isStore)
        {
            WriteBeats += beats;
            s.OutputFree.Give(given);
            return;
        }

        ReadBeats += beats;
        switch (i.Kind)
        {
            case LoadKind.Activation: s.ActivationFull.Give(given); break;
            case LoadKind.Weight: s.WeightFull.Give(given); break;
            case LoadKind.Parameter: s.ParameterFull.Give(given); break;
            case LoadKind.Residual: s.ResidualFull.Give(given); break;
            default: s.TableFull.Give(given); break;
        }
    }

    private void AddMatmul(in Instruction i)
    {
        ref var s = ref _state;
        s.Dispatch = Math.Max(s.Dispatch + 1, s.ArrayCount >= AcceleratorParameters.QueueDepth ? s.ArrayPops[(int)s.ArrayCount & 7] + 1 : 0);
        var start = Math.Max(s.Dispatch + 1, s.ArrayFree);
        var flags = i.Flags;
        if ((flags & MatmulOptions.WaitActivation) != 0) start = Math.Max(start, s.ActivationFull.Take());
        if ((flags & MatmulOptions.WaitWeight) != 0) start = Math.Max(start, s.WeightFull.Take());
        if ((flags & MatmulOptions.WaitParameter) != 0) start = Math.Max(start, s.ParameterFull.Take());
        if ((flags & MatmulOptions.WaitTable) != 0) start = Math.Max(start, s.TableFull.Take());
        if ((flags & MatmulOptions.Last) != 0) start = Math.Max(start, (flags & MatmulOptions.Residual) != 0 ? s.ResidualFull.Take() : s.OutputFree.Take());
        s.ArrayPops[(int)s.ArrayCount++ & 7] = start;

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

        s.ArrayFree = start + run + 1;
        if ((flags & MatmulOptions.ReleaseActivation) != 0) s.ActivationFree.Give(s.ArrayFree);
        if ((flags & MatmulOptions.ReleaseWeight) != 0) s.WeightFree.Give(s.ArrayFree);
        if ((flags & MatmulOptions.Last) == 0) return;
        var done = lastStep + (_hardware.IsOutputStationary ? _osDrain : _wsDrain);
        s.OutputFull.Give(done);
        if ((flags & MatmulOptions.ReleaseParameter) != 0) s.ParameterFree.Give(done);
        if ((flags & MatmulOptions.ReleaseTable) != 0) s.TableFree.Give(done);
    }

    /// <summary>A plain model takes every instruction.</summary>
    public long Skip(WalkLoop loop, int kind, long done, long left) => 0;

    /// <summary>Whether equal instructions from here on take exactly as long as they did from <paramref name="earlier"/> on.</summary>
    internal readonly bool Repeats(in TimingModel earlier)
    {
        // Beats come in the same pattern again after whole multiples of the denominator only.
        var shift = _state.Dispatch - earlier._state.Dispatch;
        return (_memory.Denominator == _memory.Numerator || shift % _memory.Denominator == 0) && _state.IsLater(earlier._state, shift);
    }

    /// <summary>Equal for two models of which one <see cref="Repeats"/> the other.</summary>
    internal readonly int RepeatHash() =>
        HashCode.Combine(_state.RelativeHash(), _memory.Denominator == _memory.Numerator ? 0 : _state.Dispatch % _memory.Denominator);

    /// <summary>All counts so far; the difference of two is what the instructions in between take.</summary>
    internal readonly TimingSpan Position => new(_state.Dispatch, BusyCycles, ReadBeats, WriteBeats, Instructions);

    /// <summary>Goes on from where instructions that take <paramref name="span"/> lead, which is where <paramref name="like"/> stood, at another time.</summary>
    internal void Jump(in TimingSpan span, in TimingModel like)
    {
        var dispatch = _state.Dispatch + span.Cycles;
        _state = like._state;
        _state.Delay(dispatch - _state.Dispatch);
        BusyCycles += span.BusyCycles;
        ReadBeats += span.ReadBeats;
        WriteBeats += span.WriteBeats;
        Instructions += span.Instructions;
    }
}
