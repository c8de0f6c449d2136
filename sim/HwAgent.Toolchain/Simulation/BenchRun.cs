using HwAgent.Core.Diagnostics;

namespace HwAgent.Toolchain.Simulation;

/// <summary>What one pass of <see cref="IcarusBench"/> did.</summary>
public sealed record BenchRun
{
    /// <summary>The compiler succeeded, so the simulator ran.</summary>
    public required bool Compiled { get; init; }

    /// <summary>Exit status of the simulator, 128 + n when signal n ended it; of the compiler when that failed.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The simulator outlasted its time.</summary>
    public required bool TimedOut { get; init; }

    /// <summary>Which limit ended it (time, memory, disk, a file's length), or null.</summary>
    public required string? StoppedBy { get; init; }

    /// <summary>Everything the compiler wrote.</summary>
    public required string CompileLog { get; init; }

    /// <summary>What the simulation printed.</summary>
    public required string RunLog { get; init; }

    /// <summary>What the simulator complained of on standard error.</summary>
    public required string RunErrors { get; init; }

    /// <summary>The compiler's findings, in the order of the log.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Content of the file that was asked for, or null when there is none.</summary>
    public required byte[]? Output { get; init; }
}
