namespace HwAgent.Dataflow.Fusion;

/// <summary>The ways to execute one group that may be in the best division.</summary>
internal sealed class GroupCandidates
{
    private readonly CostOrder _order;
    private readonly List<GroupCandidate> _all;
    private List<GroupCandidate>? _front;

    public GroupCandidates(List<GroupCandidate> all, CostOrder order) => (_all, _order) = (all, order);

    /// <summary>A group that cannot be.</summary>
    public static GroupCandidates None { get; } = new([], new CostOrder(Specification.Objective.Latency));

    /// <summary>The best by what is known; several where energy and latency are weighed against each other.</summary>
    public IReadOnlyList<GroupCandidate> Front() => _front ??= _order.Keep(_all, c => new ScheduleTotals(c.Cost.Cycles, c.Cost.EnergyPicojoules, c.Cost.Traffic));

    /// <summary>Puts the exact cost in the place of a bound; null: there is no such mapping.</summary>
    public void Replace(GroupCandidate candidate, GroupCost? exact)
    {
        var place = _all.IndexOf(candidate);
        if (place < 0) return;
        if (exact is null) _all.RemoveAt(place);
        else _all[place] = candidate with { Cost = exact, IsExact = true };
        _front = null;
    }
}
