using System.Runtime.CompilerServices;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Cost;

/// <summary>The times at which the queues, the memory engine's two sides, the array and the buffers become free: all that a <see cref="TimingModel"/> remembers of the instructions behind it.</summary>
internal struct TimingState
{
    public Times8 MemoryPops;
    public Times8 ArrayPops;
    public Times4 DataPops;
    public long MemoryCount;
    public long ArrayCount;
    public long Dispatch;
    public long RequestFree;
    public long DataEnd;
    public long ArrayFree;
    public TokenQueue ActivationFree, ActivationFull, WeightFree, WeightFull, ParameterFree, ParameterFull, TableFree, TableFull, OutputFree, OutputFull, ResidualFull;

    public static TimingState Initial => new()
    {
        Dispatch = -1,
        DataEnd = long.MinValue / 2,
        ActivationFree = TokenQueue.With(2), WeightFree = TokenQueue.With(2), ParameterFree = TokenQueue.With(2), OutputFree = TokenQueue.With(2),
        TableFree = TokenQueue.With(1),
    };

    /// <summary>
    /// Whether every instruction from here on takes place exactly <paramref name="shift"/> cycles later than it would from
    /// <paramref name="earlier"/>. Each recurrence takes the latest of some times; a time that is not after another that always goes into the same
    /// recurrence has no effect, whatever it is. So times are compared from the floor on that the others set.
    /// </summary>
    public readonly bool IsLater(in TimingState earlier, long shift)
    {
        // No instruction starts before it has been dispatched, one cycle after the last.
        var start = Dispatch + 2;
        if (!Same(RequestFree, earlier.RequestFree, start, shift) || !Same(ArrayFree, earlier.ArrayFree, start, shift)) return false;
        // Transfers start no earlier than the request side, MATMULs no earlier than the array.
        long request = Math.Max(start, RequestFree), array = Math.Max(start, ArrayFree), either = Math.Min(request, array);
        if (!Same(DataEnd, earlier.DataEnd, request + 1, shift)) return false;
        if (!ActivationFree.IsLater(earlier.ActivationFree, request, shift) || !ActivationFull.IsLater(earlier.ActivationFull, array, shift)
            || !WeightFree.IsLater(earlier.WeightFree, request, shift) || !WeightFull.IsLater(earlier.WeightFull, array, shift)
            || !ParameterFree.IsLater(earlier.ParameterFree, request, shift) || !ParameterFull.IsLater(earlier.ParameterFull, array, shift)
            || !TableFree.IsLater(earlier.TableFree, request, shift) || !TableFull.IsLater(earlier.TableFull, array, shift)
            || !OutputFree.IsLater(earlier.OutputFree, either, shift) || !OutputFull.IsLater(earlier.OutputFull, request, shift)
            || !ResidualFull.IsLater(earlier.ResidualFull, array, shift)) return false;
        for (var i = 0; i < AcceleratorParameters.DataQueueDepth; i++)
        {
            if (!Same(DataPops[(int)(MemoryCount + i) & 3], earlier.DataPops[(int)(earlier.MemoryCount + i) & 3], request - 1, shift)) return false;
        }

        for (var i = 0; i < AcceleratorParameters.QueueDepth; i++)
        {
            if (!Same(MemoryPops[(int)(MemoryCount + i) & 7], earlier.MemoryPops[(int)(earlier.MemoryCount + i) & 7], Dispatch, shift)
                || !Same(ArrayPops[(int)(ArrayCount + i) & 7], earlier.ArrayPops[(int)(earlier.ArrayCount + i) & 7], Dispatch, shift)) return false;
        }

        return true;
    }

    /// <summary>A number that is equal for two states of which one <see cref="IsLater"/> than the other.</summary>
    public readonly int RelativeHash()
    {
        // Not all of the state: what tells most states apart. Each is taken from the floor on below which it has no effect.
        var start = Dispatch + 2;
        long request = Math.Max(start, RequestFree), array = Math.Max(start, ArrayFree);
        var hash = HashCode.Combine(request - Dispatch, array - Dispatch, Math.Max(DataEnd, request + 1) - Dispatch);
        hash = HashCode.Combine(hash, ActivationFree.RelativeHash(request), WeightFree.RelativeHash(request), ActivationFull.RelativeHash(array), WeightFull.RelativeHash(array));
        return HashCode.Combine(hash, OutputFree.RelativeHash(Math.Min(request, array)), OutputFull.RelativeHash(request));
    }

    /// <summary>Moves everything by <paramref name="cycles"/>. The two counts stay: they are places in the rings.</summary>
    public void Delay(long cycles)
    {
        for (var i = 0; i < AcceleratorParameters.DataQueueDepth; i++) DataPops[i] += cycles;
        for (var i = 0; i < AcceleratorParameters.QueueDepth; i++)
        {
            MemoryPops[i] += cycles;
            ArrayPops[i] += cycles;
        }

        Dispatch += cycles;
        RequestFree += cycles;
        DataEnd += cycles;
        ArrayFree += cycles;
        ActivationFree.Delay(cycles);
        ActivationFull.Delay(cycles);
        WeightFree.Delay(cycles);
        WeightFull.Delay(cycles);
        ParameterFree.Delay(cycles);
        ParameterFull.Delay(cycles);
        TableFree.Delay(cycles);
        TableFull.Delay(cycles);
        OutputFree.Delay(cycles);
        OutputFull.Delay(cycles);
        ResidualFull.Delay(cycles);
    }

    private static bool Same(long time, long earlier, long floor, long shift) => Math.Max(time, floor) == Math.Max(earlier + shift, floor);

    [InlineArray(AcceleratorParameters.QueueDepth)]
    public struct Times8
    {
        private long _first;
    }

    [InlineArray(AcceleratorParameters.DataQueueDepth)]
    public struct Times4
    {
        private long _first;
    }
}
