using System.Diagnostics;

namespace HwAgent.Cli.Tests;

/// <summary>What a real process did.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program to its end; piped, as in a script.</summary>
    /// <param name="program">Path or a name on PATH.</param>
    /// <param name="arguments">Unquoted.</param>
    /// <param name="folder">Working directory.</param>
    /// <param name="environment">Changes to the environment; null removes a variable.</param>
    public static async Task<ProcessResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var process = Start(program, arguments, folder, environment);
        using var timeout = new CancellationTokenSource(Timeout);
        return await FinishAsync(process, timeout.Token);
    }

    public static Process Start(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        return process;
    }

    public static async Task<ProcessResult> FinishAsync(Process process, CancellationToken cancellation)
    {
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new ProcessResult(process.ExitCode, await output, await error);
    }
}
