using System.CommandLine;

namespace HwAgent.Cli.CommandLine;

/// <summary>Options that mean the same in every command.</summary>
public static class CommonOptions
{
    /// <summary>Added by each command that has a machine-readable answer: one JSON document on standard output, nothing else there.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Print the answer as JSON on standard output" };

    /// <summary>Every command has it: no progress, no informational output.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Show no progress", Recursive = true };

    /// <summary>Every command has it: detailed log and stack traces on standard error.</summary>
    public static Option<bool> Debug { get; } = new("--debug") { Description = "Log in detail; show stack traces", Recursive = true };
}
