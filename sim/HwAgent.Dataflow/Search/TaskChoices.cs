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
    private readonly TechnologyNode _technology;
    private readonly MappingCandidate[] _candidates;
    private readonly long[] _exactCycles;
    private readonly double[] _exactEnergy;
    private readonly Dictionary<Preference, int[]> _orders = [];

    public TaskChoices(AcceleratorParameters hardware, GemmTask task, MemoryTiming memory, TechnologyNode technology, IReadOnlyList<MappingCandidate> candidates)
    {
        _hardware = hardware;
        _task = task;
        _memory = memory;
        _technology = technology;
        _candidates = [.. candidates];
        _exactCycles = new long[_candidates.Length];
        _exactEnergy = new double[_candidates.Length];
    }

    public IReadOnlyList<MappingCandidate> Candidates => _candidates;

    /// <summary>Candidates whose cycles were computed exactly.</summary>
    public long Exact { get; private set; }

    /// <summary>
    /// The candidate with the least weighted sum of exact cycles and energy among those that <paramref name="fits"/> accepts; of equal ones
    /// the one with less of what the weights leave out, then the first found. -1 when none fits. Energy is that of memories just large enough.
    /// </summary>
    public int Best(Preference preference, Func<BufferNeeds, bool> fits)
    {
        var best = -1;
        double bestKey = 0, bestOther = 0;
        foreach (var index in Order(preference))
        {
            ref readonly var c = ref _candidates[index];
            if (best >= 0 && preference.Of(c.CyclesBound, c.EnergyBound) > bestKey) break;
            if (!fits(c.Needs)) continue;
            Evaluate(index);
            var key = preference.Of(_exactCycles[index], _exactEnergy[index]);
            var other = preference.CyclesWeight > 0 ? _exactEnergy[index] : _exactCycles[index];
            if (best >= 0 && (key > bestKey || (key == bestKey && (other > bestOther || (other == bestOther && index > best))))) continue;
            (best, bestKey, bestOther) = (index, key, other);
        }

        return best;
    }

    public long CyclesOf(int index) => _exactCycles[index];

    private void Evaluate(int index)
    {
        if (_exactCycles[index] != 0) return;
        ref readonly var c = ref _candidates[index];
        Exact++;
        _exactCycles[index] = CostModel.Cycles(_hardware, _task, c.Mapping, _memory);
        var rates = SramRates.Of(c.Needs.ApplyTo(_hardware), _technology);
        _exactEnergy[index] = EnergyCounts.Of(_hardware, _task, WalkTotals.Of(_hardware, _task, c.Mapping), _technology).At(rates);
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
