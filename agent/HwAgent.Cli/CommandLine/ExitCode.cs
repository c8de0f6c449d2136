namespace HwAgent.Cli.CommandLine;

/// <summary>What the process tells its caller; scripts depend on these values.</summary>
public enum ExitCode
{
    /// <summary>Done, and the specification (if there was one) is met.</summary>
    Success = 0,

    /// <summary>Bad input or a missing tool; nothing was produced.</summary>
    BadInput = 1,

    /// <summary>Finished without meeting the specification; the best found is on disk.</summary>
    SpecNotMet = 2,

    /// <summary>Interrupted by the user (128 + SIGINT, as shells have it).</summary>
    Cancelled = 130,
}
