using HwAgent.Core.Diagnostics;

namespace HwAgent.Evaluation.Contracts;

/// <summary>Whether a module keeps its contract.</summary>
public sealed record UnitVerification
{
    /// <summary>Policy, interface, lint and every vector.</summary>
    public required bool Passed { get; init; }

    /// <summary>Vectors compared; 0 when the module was refused before simulation.</summary>
    public int Vectors { get; init; }

    /// <summary>Vectors with at least one wrong output.</summary>
    public int Mismatches { get; init; }

    /// <summary>The first of them, or null.</summary>
    public UnitMismatch? First { get; init; }

    /// <summary>Everything that policy, tools and comparison have to say, first cause first.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
