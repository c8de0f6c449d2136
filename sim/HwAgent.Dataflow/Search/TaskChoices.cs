using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>The candidates of one product on one array, and the search for the best of them: exact costs in the order of the bounds, until the next bound is above the best.</summary>
internal sealed class TaskChoices
{
    private readonly AcceleratorParameters _hardware;
    private readonly GemmTask _task;
    private readonly MemoryTiming _memory;
    private readonly MappingCandidate[] _candidates;
    private readonly long[] _exactCycles;
    private readonly Dictionary<Preference, int[]> _orders = [];

    public TaskChoices(AcceleratorParameters hardware, GemmTask task, MemoryTiming memory, MappingCandidate[] candidates)
    {
        _hardware = hardware;
        _task = task;
        _memory = memory;
        _candidates = candidates;
        _exactCycles = new long[_candidates.Length];
    }

    public MappingCandidate[] Candidates => _candidates;

    /// <summary>Candidates whose cycles were computed exactly.</summary>
    public long Exact { get; private set; }

    /// <summary>
    /// The candidate with the least weighted sum of exact cycles and energy among those that fit into <paramref name="room"/>; of equal ones
    /// the one with less of what the weights leave out, then the first found. -1 when none fits. Energy is that of memories just large enough.
    /// </summary>
    /// <param name="preference">The weights.</param>
    /// <param name="room">The memory to keep within.</param>
    /// <param name="isQuick">Take the one with the least bound.</param>
    public int Best(Preference preference, in BufferBits room, bool isQuick)
    {
        if (isQuick) return LeastBound(preference, room);
        var best = -1;
        double bestKey = 0, bestOther = 0;
        foreach (var index in Order(preference))
        {
            ref readonly var c = ref _candidates[index];
            if (best >= 0 && preference.Of(c.CyclesBound, c.EnergyBound) > bestKey) break;
            if (!c.Bits.FitsIn(room)) continue;
            var cycles = CyclesOf(index);
            var key = preference.Of(cycles, c.EnergyBound);
            var other = preference.CyclesWeight > 0 ? c.EnergyBound : cycles;
            if (best >= 0 && (key > bestKey || (key == bestKey && (other > bestOther || (other == bestOther && index > best))))) continue;
            (best, bestKey, bestOther) = (index, key, other);
        }

        return best;
    }

    private int LeastBound(Preference preference, in BufferBits room)
    {
        var best = -1;
        var bestKey = (0.0, 0.0);
        for (var i = 0; i < _candidates.Length; i++)
        {
            ref readonly var c = ref _candidates[i];
            if (!c.Bits.FitsIn(room)) continue;
            var key = (preference.Of(c.CyclesBound, c.EnergyBound), preference.CyclesWeight > 0 ? c.EnergyBound : c.CyclesBound);
            if (best < 0 || key.CompareTo(bestKey) < 0) (best, bestKey) = (i, key);
        }

        return best;
    }

    public long CyclesOf(int index)
    {
        if (_exactCycles[index] != 0) return _exactCycles[index];
        Exact++;
        return _exactCycles[index] = CostModel.Cycles(_hardware, _task, _candidates[index].Mapping, _memory);
    }

    private int[] Order(Preference preference)
    {
        if (_orders.TryGetValue(preference, out var known)) return known;
        var keys = new double[_candidates.Length];
        var order = new int[_candidates.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = preference.Of(_candidates[i].CyclesBound, _candidates[i].EnergyBound);
            order[i] = i;
        }

        Array.Sort(keys, order);
        return _orders[preference] = order;
    }
}
