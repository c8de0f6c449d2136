using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Simulation;

/// <summary>One simulation in Icarus: a design under a testbench, files in, files out.</summary>
public sealed record SimulationRequest
{
    /// <summary>Design and testbench together (see <see cref="CheckedDesign.Combine"/>), with the testbench on top.</summary>
    public required CheckedDesign Design { get; init; }

    /// <summary>Files in the simulator's current folder, by plain name.</summary>
    public IReadOnlyDictionary<string, byte[]> Inputs { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Passed to the simulator, e.g. <c>+seed=1</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Plain names of the files to bring back. One that is missing or too large is an error finding.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    public ResourceLimits Limits { get; init; } = ResourceLimits.Simulation;
}
