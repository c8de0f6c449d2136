using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Fusion;

/// <summary>
/// Which costs are better. Latency: cycles, then energy, then off-chip bits; energy: energy, then cycles, then bits: orders that sums keep, so one best cost a place
/// is enough. Energy times latency is no such order: what no other cost beats in both is kept.
/// </summary>
internal sealed class CostOrder
{
    private readonly Objective _objective;

    /// <exception cref="ArgumentException">Area: a schedule has none.</exception>
    public CostOrder(Objective objective)
    {
        if (objective == Objective.Area) throw new ArgumentException("A schedule has no area; choose latency, energy or edp.", nameof(objective));
        _objective = objective;
    }

    /// <summary>Negative: <paramref name="a"/> is better.</summary>
    public int Compare(ScheduleTotals a, ScheduleTotals b) => _objective switch
    {
        Objective.Latency => First(a.Cycles.CompareTo(b.Cycles), a.EnergyPicojoules.CompareTo(b.EnergyPicojoules), a.Traffic.Total.CompareTo(b.Traffic.Total)),
        Objective.Energy => First(a.EnergyPicojoules.CompareTo(b.EnergyPicojoules), a.Cycles.CompareTo(b.Cycles), a.Traffic.Total.CompareTo(b.Traffic.Total)),
        _ => First((a.Cycles * a.EnergyPicojoules).CompareTo(b.Cycles * b.EnergyPicojoules), a.Cycles.CompareTo(b.Cycles), a.Traffic.Total.CompareTo(b.Traffic.Total)),
    };

    /// <summary>The best, the first of equals.</summary>
    public T Best<T>(IReadOnlyList<T> items, Func<T, ScheduleTotals> of)
    {
        var best = items[0];
        for (var i = 1; i < items.Count; i++) if (Compare(of(items[i]), of(best)) < 0) best = items[i];
        return best;
    }

    /// <summary>What must be kept of several ways to the same place.</summary>
    public List<T> Keep<T>(IReadOnlyList<T> items, Func<T, ScheduleTotals> of)
    {
        if (items.Count == 0) return [];
        if (_objective != Objective.Edp) return [Best(items, of)];
        var kept = new List<T>();
        var least = double.PositiveInfinity;
        foreach (var item in items.OrderBy(i => of(i).Cycles).ThenBy(i => of(i).EnergyPicojoules).ThenBy(i => of(i).Traffic.Total))
        {
            if (of(item).EnergyPicojoules >= least) continue;
            least = of(item).EnergyPicojoules;
            kept.Add(item);
        }

        return kept;
    }

    private static int First(int a, int b, int c) => a != 0 ? a : b != 0 ? b : c;
}
