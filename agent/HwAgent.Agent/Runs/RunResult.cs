using HwAgent.Agent.Loop;
using HwAgent.Evaluation.Candidates;

namespace HwAgent.Agent.Runs;

/// <summary><c>result.json</c>: all that a run found. Free of times and machine facts other than tool versions, so that equal runs give equal bytes.</summary>
public sealed record RunResult
{
    public const string CurrentFormat = "hwagent-result-1";

    public string Format { get; init; } = CurrentFormat;

    public required string Name { get; init; }

    public required StopReason StopReason { get; init; }

    /// <summary>The best candidate is correct and keeps every budget.</summary>
    public required bool SpecMet { get; init; }

    /// <summary>What the best candidate misses, in words; or that there is none.</summary>
    public required IReadOnlyList<string> Misses { get; init; }

    public required WorkloadSummary Workload { get; init; }

    /// <summary>Null when no candidate is correct.</summary>
    public CandidateEvaluation? Best { get; init; }

    /// <summary>Correct candidates that no other dominates in latency, energy and area.</summary>
    public required IReadOnlyList<string> ParetoFront { get; init; }

    /// <summary>Every candidate in order of proposal.</summary>
    public required IReadOnlyList<CandidateEvaluation> Candidates { get; init; }

    /// <summary>The expert's search; with the LLM designer it is the yardstick.</summary>
    public required SearchSummary Search { get; init; }

    /// <summary>The expert's best candidate, checked like the others, when another designer ran; null otherwise.</summary>
    public CandidateEvaluation? ExpertBaseline { get; init; }

    /// <summary>Tool name to version.</summary>
    public required IReadOnlyDictionary<string, string> Tools { get; init; }

    public required UsageSummary Usage { get; init; }
}
