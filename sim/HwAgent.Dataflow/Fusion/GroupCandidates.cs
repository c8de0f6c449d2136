using HwAgent.Dataflow.Mapper;

namespace HwAgent.Dataflow.Fusion;

/// <summary>The ways to execute one group that may be in the best division.</summary>
internal sealed class GroupCandidates
{
    private readonly List<GroupCandidate> _all;
    private CostOrder? _order;
    private List<GroupCandidate> _front = [];

    public GroupCandidates(List<GroupCandidate> all) => _all = all;

    /// <summary>A group that cannot be.</summary>
    public static GroupCandidates None { get; } = new([]);

    /// <summary>The best by what is known; several where energy and latency are weighed against each other.</summary>
    public IReadOnlyList<GroupCandidate> Front(CostOrder order)
    {
        if (_order != order) (_order, _front) = (order, order.Keep(_all, c => c.Totals.Figures));
        return _front;
    }

    /// <summary>Puts the exact cost in the place of a bound; null: there is no such mapping.</summary>
    public void Replace(GroupCandidate candidate, GroupCost? exact)
    {
        var place = _all.IndexOf(candidate);
        if (place < 0) return;
        if (exact is null) _all.RemoveAt(place);
        else _all[place] = new GroupCandidate(candidate.Shape, candidate.Option, exact, isExact: true);
        _order = null;
    }
}
