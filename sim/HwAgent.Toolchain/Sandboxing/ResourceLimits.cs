namespace HwAgent.Toolchain.Sandboxing;

/// <summary>What one sandboxed run may use before it is stopped.</summary>
/// <param name="WallTime">Elapsed time of the whole run.</param>
/// <param name="CpuTime">CPU time of each process.</param>
/// <param name="MemoryBytes">Address space of each process, and resident memory of all of them together.</param>
/// <param name="Processes">Processes and threads alive at once, those of the sandbox itself (three) included.</param>
/// <param name="FileBytes">Largest file; all files of the job folder together may have four times as much.</param>
/// <param name="OutputBytes">Kept of each of standard output and standard error; the rest is read and dropped.</param>
public sealed record ResourceLimits(TimeSpan WallTime, TimeSpan CpuTime, long MemoryBytes, int Processes, long FileBytes, long OutputBytes)
{
    private const long MiB = 1L << 20;

    /// <summary>Lint and elaboration: a minute, 2 GiB.</summary>
    public static ResourceLimits Lint { get; } = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), 2048 * MiB, 32, 64 * MiB, 4 * MiB);

    /// <summary>Compiling a simulator with the C++ compiler: ten minutes, 6 GiB.</summary>
    public static ResourceLimits Build { get; } = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), 6144 * MiB, 128, 512 * MiB, 4 * MiB);

    /// <summary>Running a simulation: ten minutes, 4 GiB.</summary>
    public static ResourceLimits Simulation { get; } = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), 4096 * MiB, 32, 512 * MiB, 4 * MiB);

    /// <summary>Synthesis: fifteen minutes, 8 GiB.</summary>
    public static ResourceLimits Synthesis { get; } = new(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15), 8192 * MiB, 32, 512 * MiB, 8 * MiB);
}
