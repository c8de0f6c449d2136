using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Search;

namespace HwAgent.Evaluation.Candidates;

/// <summary>What is proposed: hardware parameters, a schedule, and possibly RTL that replaces units of the templates.</summary>
public sealed record Candidate
{
    /// <summary>Three digits, in order of proposal.</summary>
    public required string Id { get; init; }

    /// <summary>Who proposed it: <c>expert</c> or a model's name.</summary>
    public required string Origin { get; init; }

    public required DesignPoint Point { get; init; }

    /// <summary>Proposed RTL by module name; it takes the place of the template of that name. Hostile until admitted.</summary>
    public IReadOnlyList<RtlSource> Units { get; init; } = [];

    /// <summary>The proposer's reason, one or two sentences; empty when there is none.</summary>
    public string Rationale { get; init; } = "";
}
