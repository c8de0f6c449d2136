using HwAgent.Core.Diagnostics;

namespace HwAgent.Toolchain.Policy;

/// <summary>The outcome of the static check.</summary>
/// <param name="Design">The design, fit for the tools; null when it is refused.</param>
/// <param name="Diagnostics">Every finding; at least one error when refused.</param>
public sealed record Admission(CheckedDesign? Design, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The design.</summary>
    /// <exception cref="InvalidOperationException">It was refused. For sources of our own, where that is a fault of ours.</exception>
    public CheckedDesign Require() =>
        Design ?? throw new InvalidOperationException("The static check refuses the design:\n" + string.Join('\n', Diagnostics));
}
