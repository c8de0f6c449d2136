using HwAgent.Agent.Loop;
using HwAgent.Dataflow.Search;
using HwAgent.Evaluation.Candidates;

namespace HwAgent.Agent.Designers;

/// <summary>Proposes what the search found, best first.</summary>
public sealed class ExpertDesigner(SearchResult search) : IDesigner
{
    public string Name => "expert";

    public Task<Proposal?> ProposeAsync(IReadOnlyList<Attempt> attempts, CancellationToken cancellation)
    {
        if (attempts.Count >= search.Best.Count) return Task.FromResult<Proposal?>(null);
        var point = search.Best[attempts.Count];
        return Task.FromResult<Proposal?>(new Proposal("parameters", new Candidate { Id = (attempts.Count + 1).ToString("000"), Origin = Name, Point = point }, []));
    }
}
