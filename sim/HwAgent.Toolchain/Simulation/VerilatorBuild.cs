using HwAgent.Core.Diagnostics;

namespace HwAgent.Toolchain.Simulation;

/// <summary>The outcome of building a simulation.</summary>
/// <param name="Model">The simulation, or null when the design or its C++ source does not build.</param>
/// <param name="Diagnostics">Why not; empty when it builds.</param>
/// <param name="BuildTime">Short when it came from the cache.</param>
public sealed record VerilatorBuild(VerilatorModel? Model, IReadOnlyList<Diagnostic> Diagnostics, TimeSpan BuildTime)
{
    /// <exception cref="InvalidOperationException">It did not build.</exception>
    public VerilatorModel Require() => Model ?? throw new InvalidOperationException("The simulation does not build:\n" + string.Join('\n', Diagnostics));
}
