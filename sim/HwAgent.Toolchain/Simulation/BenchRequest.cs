namespace HwAgent.Toolchain.Simulation;

/// <summary>How <see cref="IcarusBench"/> runs a testbench.</summary>
public sealed record BenchRequest
{
    /// <summary>Plain name of the file that the simulation writes and the caller wants; null for none.</summary>
    public string? Output { get; init; }

    /// <summary>Data files that the testbench reads, by plain name, in the folder in which the simulation runs.</summary>
    public IReadOnlyDictionary<string, byte[]> Inputs { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>
    /// CPU time of the simulator. Elapsed time would make a verdict depend on what else the machine does; a simulator that waits for
    /// nothing uses as much of the one as of the other.
    /// </summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromSeconds(30);
}
