using HwAgent.Core.Diagnostics;

namespace HwAgent.Evaluation.Simulation;

/// <summary>What one simulation gave.</summary>
public sealed record RunOutcome
{
    /// <summary>Elements compared with the golden model.</summary>
    public required long Vectors { get; init; }

    public required long Mismatches { get; init; }

    /// <summary>Measured cycles, HALT included.</summary>
    public required long Cycles { get; init; }

    /// <summary>Cycles in which the array took operands.</summary>
    public required long BusyCycles { get; init; }

    /// <summary>Beats that the bus monitor saw.</summary>
    public required long ReadBeats { get; init; }

    /// <summary>Beats that the bus monitor saw.</summary>
    public required long WriteBeats { get; init; }

    /// <summary>What went wrong: did not end, wrong elements, or cycles other than predicted.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Time of the simulator, sandbox included; short when the result came from the cache.</summary>
    public TimeSpan ToolTime { get; init; }

    /// <summary>Our own time around it: operands, memory image, golden model, comparison.</summary>
    public TimeSpan OwnTime { get; init; }
}
