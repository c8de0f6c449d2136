using HwAgent.Core.Diagnostics;

namespace HwAgent.Evaluation.SelfChecking;

/// <summary>What is kept of one simulation under a testbench that checks for itself.</summary>
public sealed record SelfCheckedRun
{
    public required bool Compiled { get; init; }

    /// <summary>The limit that ended it, or null.</summary>
    public required string? StoppedBy { get; init; }

    public required PrintedVerdict Printed { get; init; }

    /// <summary>The recorded samples; null when nothing was recorded.</summary>
    public ObservedSamples? Observed { get; init; }

    /// <summary>Findings of the compiler.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];
}
