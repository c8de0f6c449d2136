using HwAgent.Cli.CommandLine;
using HwAgent.Toolchain;

namespace HwAgent.Cli.Runs;

/// <summary>The RTL tools as the command line asks for them.</summary>
internal static class ToolSetup
{
    /// <summary>Set by the launcher to the folder that it lies in.</summary>
    private const string RootVariable = "HWAGENT_ROOT";

    public static RtlTools Create(CommandContext context) => new(new RtlToolsOptions
    {
        CacheFolder = context.Arguments.GetValue(RunOptions.Cache) ?? Path.Combine(Environment.GetEnvironmentVariable(RootVariable) ?? ".", ".hwagent", "cache"),
        UnsafeNoSandbox = context.Arguments.GetValue(RunOptions.UnsafeNoSandbox),
    });
}
