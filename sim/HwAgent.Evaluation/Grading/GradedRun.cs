using HwAgent.Core.Diagnostics;

namespace HwAgent.Evaluation.Grading;

/// <summary>What is kept of one simulation of an answer.</summary>
public sealed record GradedRun
{
    public required bool OfficialPassed { get; init; }

    public required string OfficialReason { get; init; }

    public required bool Compiled { get; init; }

    /// <summary>The limit that ended it, or null.</summary>
    public required string? StoppedBy { get; init; }

    /// <summary>The recorded samples; null when nothing was recorded.</summary>
    public RecordedSamples? Recorded { get; init; }

    /// <summary>Findings of the compiler.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];
}
