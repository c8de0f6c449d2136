using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Which costs are better. Latency: cycles, then energy, then off-chip bits; energy: energy, then cycles, then bits: orders that sums keep, so one best cost a place
/// is enough. Energy times latency is no such order, nor is the least of one within a limit of the other: what no other cost beats in both is kept.
/// </summary>
internal sealed class CostOrder
{
    private readonly Objective _objective;
    private readonly double? _limit;

    /// <exception cref="ArgumentException">Area: a schedule has none.</exception>
    /// <param name="objective">What is made small first.</param>
    /// <param name="limit">What the first figure may be at most; the second is then made as small as can be.</param>
    public CostOrder(Objective objective, double? limit = null)
    {
        if (objective == Objective.Area) throw new ArgumentException("A schedule has no area; choose latency, energy or edp.", nameof(objective));
        (_objective, _limit) = (objective, objective == Objective.Edp ? null : limit);
    }

    /// <summary>What the first figure may be at most; null: as small as can be.</summary>
    public double? Limit => _limit;

    /// <summary>The figure that is made small first.</summary>
    public double First(in CostFigures figures) => _objective switch
    {
        Objective.Latency => figures.Cycles,
        Objective.Energy => figures.EnergyPicojoules,
        _ => figures.Cycles * figures.EnergyPicojoules,
    };

    /// <summary>The order in which the first figure may be larger than the best one by a part of it.</summary>
    public CostOrder Within(in CostFigures best, double slack) => new(_objective, First(best) * (1 + slack));

    /// <summary>Negative: <paramref name="a"/> is better.</summary>
    public int Compare(in CostFigures a, in CostFigures b) => _objective switch
    {
        Objective.Latency => Rank(a.Cycles.CompareTo(b.Cycles), a.EnergyPicojoules.CompareTo(b.EnergyPicojoules), a.DramBits.CompareTo(b.DramBits)),
        Objective.Energy => Rank(a.EnergyPicojoules.CompareTo(b.EnergyPicojoules), a.Cycles.CompareTo(b.Cycles), a.DramBits.CompareTo(b.DramBits)),
        _ => Rank((a.Cycles * a.EnergyPicojoules).CompareTo(b.Cycles * b.EnergyPicojoules), a.Cycles.CompareTo(b.Cycles), a.DramBits.CompareTo(b.DramBits)),
    };

    /// <summary>The best, the first of equals.</summary>
    public T Best<T>(IReadOnlyList<T> items, Func<T, CostFigures> of)
    {
        var best = items[0];
        for (var i = 1; i < items.Count; i++) if (IsBetter(of(items[i]), of(best))) best = items[i];
        return best;
    }

    /// <summary>Whether the first is to be preferred.</summary>
    public bool IsBetter(in CostFigures a, in CostFigures b)
    {
        if (_limit is not { } limit) return Compare(a, b) < 0;
        bool isAIn = First(a) <= limit, isBIn = First(b) <= limit;
        if (isAIn != isBIn) return isAIn;
        if (!isAIn) return Compare(a, b) < 0;
        var second = _objective == Objective.Latency ? a.EnergyPicojoules.CompareTo(b.EnergyPicojoules) : a.Cycles.CompareTo(b.Cycles);
        return second != 0 ? second < 0 : Compare(a, b) < 0;
    }

    /// <summary>What must be kept of several ways to the same place.</summary>
    public List<T> Keep<T>(IReadOnlyList<T> items, Func<T, CostFigures> of)
    {
        if (items.Count == 0) return [];
        if (_objective != Objective.Edp && _limit is null) return [Best(items, of)];
        var sorted = new (CostFigures Figures, int Index)[items.Count];
        for (var i = 0; i < sorted.Length; i++) sorted[i] = (of(items[i]), i);
        Array.Sort(sorted, static (a, b) => Rank(a.Figures.Cycles.CompareTo(b.Figures.Cycles), a.Figures.EnergyPicojoules.CompareTo(b.Figures.EnergyPicojoules), a.Figures.DramBits.CompareTo(b.Figures.DramBits)) is var rank && rank != 0 ? rank : a.Index.CompareTo(b.Index));
        var kept = new List<T>();
        var least = double.PositiveInfinity;
        foreach (var (figures, index) in sorted)
        {
            if (figures.EnergyPicojoules >= least) continue;
            least = figures.EnergyPicojoules;
            kept.Add(items[index]);
        }

        return kept;
    }

    private static int Rank(int a, int b, int c) => a != 0 ? a : b != 0 ? b : c;
}
