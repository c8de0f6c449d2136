using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Solving;

/// <summary>Counts what went wrong on the way to one solution.</summary>
internal sealed class TroubleLog
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts by kind, in alphabetical order.</summary>
    public IReadOnlyDictionary<string, int> Counts => new SortedDictionary<string, int>(_counts, StringComparer.Ordinal);

    public void Add(string kind, int count = 1)
    {
        if (count > 0) _counts[kind] = _counts.GetValueOrDefault(kind) + count;
    }

    public void Add(IEnumerable<string> kinds)
    {
        foreach (var kind in kinds) Add(kind);
    }

    /// <summary>The attempts that failed before a reply came.</summary>
    public void Add(ChatUsage usage) => AddRetries(usage.Retries, usage.RetriedFaults);

    /// <summary>A call that failed for good, and the attempts before.</summary>
    public void Add(ModelCallException failure)
    {
        AddRetries(failure.Retries, failure.RetriedFaults);
        Add(TroubleKinds.Of(failure.Fault));
    }

    private void AddRetries(int retries, IReadOnlyList<ModelFault>? faults)
    {
        foreach (var fault in faults ?? []) Add(TroubleKinds.Of(fault));
        Add(TroubleKinds.Retried, retries - (faults?.Count ?? 0));
    }
}
