namespace HwAgent.Agent.Reports;

/// <summary>What a report says about its run beside the result itself.</summary>
public sealed record ReportContext
{
    /// <summary>The command that made the run, as one would type it again.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Commit of the program; empty when it is not known.</summary>
    public required string Commit { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>How long the checks took. Null leaves times out, so that equal runs give equal reports.</summary>
    public IReadOnlyList<StageTiming>? Timings { get; init; }
}
