namespace HwAgent.Toolchain;

/// <summary>Where the tools work and keep results.</summary>
public sealed record RtlToolsOptions
{
    /// <summary>Folder of the result cache, e.g. <c>.hwagent/cache</c> of a project.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>
    /// Folder under which each job has its own, removed when the job ends. As root the sandbox runs as another user, which must be
    /// able to pass through every folder above; /tmp always fits.
    /// </summary>
    public string JobFolder { get; init; } = Path.Combine(Path.GetTempPath(), "hwagent-jobs");

    /// <summary>Run the tools without a sandbox. Only when the user said <c>--unsafe-no-sandbox</c>.</summary>
    public bool UnsafeNoSandbox { get; init; }
}
