using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Simulation;

/// <summary>How a Verilator simulation is built.</summary>
public sealed record VerilatorBuildOptions
{
    /// <summary>
    /// Optimisation of the C++ compiler, 0 to 3. Measured on a 16x16 int8 array (g++ 12): 1 compiles in less than half the time of 2
    /// or 3 and its simulation is as fast; 0 compiles in a third of that and runs at a seventh of the speed.
    /// </summary>
    public int CompilerOptimization { get; init; } = 1;

    /// <summary>Check the assertions of the design while it runs.</summary>
    public bool Assertions { get; init; }

    /// <summary>Build with VCD tracing; the C++ source opens the file.</summary>
    public bool Trace { get; init; }

    /// <summary>Values of top-level parameters, by name, as Verilog literals.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public ResourceLimits Limits { get; init; } = ResourceLimits.Build;
}
