using System.Globalization;
using HwAgent.Agent.Loop;
using HwAgent.Dataflow.Search;
using HwAgent.Evaluation.Candidates;

namespace HwAgent.Agent.Designers;

/// <summary>Proposes what the search found, best first.</summary>
public sealed class ExpertDesigner(SearchResult found) : IDesigner
{
    public string Name => "expert";

    public Task<Proposal?> ProposeAsync(IReadOnlyList<Attempt> attempts, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (attempts.Count >= found.Best.Count) return Task.FromResult<Proposal?>(null);
        var point = found.Best[attempts.Count];
        return Task.FromResult<Proposal?>(new Proposal("parameters", new Candidate
        {
            Id = (attempts.Count + 1).ToString("D3", CultureInfo.InvariantCulture),
            Origin = Name,
            Point = point,
            Rationale = Rationale(point),
        }, []));
    }

    /// <summary>Where the time goes, in one sentence.</summary>
    private static string Rationale(DesignPoint point)
    {
        var bound = point.Tasks.GroupBy(t => t.Cost.BoundBy, (by, tasks) => (By: by, Cycles: tasks.Sum(t => t.Cost.LatencyCycles * t.Task.Repeats)))
            .OrderByDescending(b => b.Cycles).ThenBy(b => b.By, StringComparer.Ordinal).First();
        var macs = point.Tasks.Sum(t => t.Cost.Macs * t.Task.Repeats);
        return string.Create(CultureInfo.InvariantCulture,
            $"{DesignText.Parameters(point.Parameters)}: {100.0 * bound.Cycles / point.LatencyCycles:0}% of the cycles are bound by {bound.By}, and the array is {100.0 * macs / ((double)point.LatencyCycles * point.Parameters.PeakMacs):0}% busy.");
    }
}
