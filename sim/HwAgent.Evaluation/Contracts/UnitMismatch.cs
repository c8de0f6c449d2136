namespace HwAgent.Evaluation.Contracts;

/// <summary>One output that differs from the golden model.</summary>
public sealed record UnitMismatch
{
    /// <summary>Parameter values of the instance; empty for a unit without parameters.</summary>
    public required string Instance { get; init; }

    /// <summary>0-based number of the vector.</summary>
    public required int Vector { get; init; }

    /// <summary>0-based clock cycle since the start of the simulation.</summary>
    public required long Cycle { get; init; }

    /// <summary>The output port.</summary>
    public required string Port { get; init; }

    public required string Expected { get; init; }

    /// <summary>What came; in binary where bits are unknown.</summary>
    public required string Actual { get; init; }

    /// <summary>The inputs of this cycle, last, and of up to four vectors before it.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }
}
