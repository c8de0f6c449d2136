namespace HwAgent.Toolchain.Sandboxing;

/// <summary>What a sandboxed run did. The run and everything it started are gone by the time this exists.</summary>
public sealed record SandboxResult
{
    /// <summary>Exit status; 128 + n for a process ended by signal n.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The wall-time or CPU-time limit ended the run.</summary>
    public required bool TimedOut { get; init; }

    /// <summary>Which limit ended the run (<c>wall time</c>, <c>CPU time</c>, <c>memory</c>, <c>disk</c>), or null.</summary>
    public required string? StoppedBy { get; init; }

    public required string StandardOutput { get; init; }

    public required string StandardError { get; init; }

    /// <summary>More was written than <see cref="ResourceLimits.OutputBytes"/>; the surplus is lost.</summary>
    public required bool OutputTruncated { get; init; }

    public required TimeSpan WallTime { get; init; }
}
