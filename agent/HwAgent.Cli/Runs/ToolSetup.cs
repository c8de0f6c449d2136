using HwAgent.Cli.CommandLine;
using HwAgent.Toolchain;

namespace HwAgent.Cli.Runs;

/// <summary>The RTL tools as the command line asks for them.</summary>
internal static class ToolSetup
{
    /// <summary>Set by the launcher to the folder that it lies in.</summary>
    private const string RootVariable = "HWAGENT_ROOT";

    /// <param name="context">The command line.</param>
    /// <param name="cacheFolder">Overrides it; for results that must not come from the usual cache.</param>
    public static RtlTools Create(CommandContext context, string? cacheFolder = null) => new(new RtlToolsOptions
    {
        CacheFolder = cacheFolder ?? CacheFolder(context),
        UnsafeNoSandbox = context.Arguments.GetValue(RunOptions.UnsafeNoSandbox),
    });

    /// <summary>Where results that cost time are kept.</summary>
    public static string CacheFolder(CommandContext context) =>
        context.Arguments.GetValue(RunOptions.Cache) ?? Path.Combine(Environment.GetEnvironmentVariable(RootVariable) ?? ".", ".hwagent", "cache");
}
