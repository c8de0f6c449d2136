namespace HwAgent.Dataflow.Fusion;

/// <summary>A division of the first operators of a segment.</summary>
/// <param name="Previous">Without its last group; null at the start.</param>
/// <param name="Last">Its last group.</param>
/// <param name="Totals">Its cost.</param>
internal sealed record GroupLabel(GroupLabel? Previous, GroupCandidate? Last, ScheduleTotals Totals)
{
    public static GroupLabel Start { get; } = new(null, null, ScheduleTotals.None);

    public GroupLabel Then(GroupCandidate next) => new(this, next, Totals + next.Totals);

    /// <summary>Its groups, first to last.</summary>
    public List<GroupCandidate> Path()
    {
        var path = new List<GroupCandidate>();
        for (var label = this; label.Last is { } last; label = label.Previous!) path.Add(last);
        path.Reverse();
        return path;
    }
}
