using System.Diagnostics;

namespace HwAgent.Cli.Tests;

/// <summary>The real executable, as the build put it beside the tests.</summary>
internal static class HwAgentProcess
{
    public static Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    public static Task<ProcessResult> RunAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        ProcessResult.RunAsync("dotnet", [Dll, .. arguments], environment: environment);

    /// <summary>Runs it in a folder, as a user does who stands there.</summary>
    public static Task<ProcessResult> RunInAsync(string folder, params string[] arguments) => ProcessResult.RunAsync("dotnet", [Dll, .. arguments], folder);

    /// <summary>Starts it in a folder.</summary>
    public static Process StartIn(string folder, params string[] arguments) => ProcessResult.Start("dotnet", [Dll, .. arguments], folder);

    public static Process Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        ProcessResult.Start("dotnet", [Dll, .. arguments], environment: environment);

    private static string Dll => Path.Combine(AppContext.BaseDirectory, "hwagent.dll");
}
