namespace HwAgent.Toolchain.Sandboxing;

/// <summary>
/// Looks at a running sandbox a few times a second and ends it when all its processes together hold too much memory or its job folder
/// grows too large: the kernel's limits are for each process and each file, and a hostile run can have many of both.
/// </summary>
internal sealed class SandboxWatch(string workDirectory, ResourceLimits limits, CancellationTokenSource kill)
{
    private const int FilesTotalFactor = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LastLook = TimeSpan.FromMilliseconds(16);
    private readonly List<ProcessIdentity> walls = [];

    private static readonly EnumerationOptions EveryPlainFile = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>The limit that was exceeded, or null.</summary>
    public string? Exceeded { get; private set; }

    /// <summary>
    /// The process that is number one of the sandbox (and, without one, whatever the command started first). The kernel lets it go
    /// only after everything else in the sandbox is gone.
    /// </summary>
    public IReadOnlyList<ProcessIdentity> Walls => walls;

    /// <summary>Watches until <paramref name="stop"/> fires.</summary>
    public async Task RunAsync(int processId, CancellationToken stop)
    {
        try
        {
            // Each look costs CPU time that the run itself could use: on a busy machine, where a start takes long, they become rarer.
            for (var pause = FirstLook; walls.Count == 0; pause = pause < LastLook ? 2 * pause : pause)
            {
                walls.AddRange(ProcessTree.Descendants(processId));
                await Task.Delay(pause, stop).ConfigureAwait(false);
            }

            using var timer = new PeriodicTimer(Interval);
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                var excess = ProcessTree.Descendants(processId).Sum(static process => process.ResidentBytes) > limits.MemoryBytes ? "memory"
                    : FolderBytes() > limits.FileBytes * FilesTotalFactor ? "disk"
                    : null;
                if (excess is null) continue;
                Exceeded = excess;
                await kill.CancelAsync().ConfigureAwait(false);
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private long FolderBytes()
    {
        try
        {
            return new DirectoryInfo(workDirectory).EnumerateFiles("*", EveryPlainFile).Sum(static file => file.Exists ? file.Length : 0);
        }
        catch (IOException)
        {
            // A file vanished between being listed and being measured.
            return 0;
        }
    }
}
