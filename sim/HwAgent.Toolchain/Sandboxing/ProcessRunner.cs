using System.ComponentModel;
using CliWrap;

namespace HwAgent.Toolchain.Sandboxing;

/// <summary>Runs host processes; the only file that knows CliWrap.</summary>
internal static class ProcessRunner
{
    /// <summary>Runs a command to its end, or kills its whole tree when <paramref name="kill"/> fires.</summary>
    /// <param name="executable">Absolute path.</param>
    /// <param name="arguments">Passed without a shell.</param>
    /// <param name="workDirectory">Current folder of the process.</param>
    /// <param name="environment">The whole environment: nothing is inherited, since ours may hold keys.</param>
    /// <param name="outputBytes">Kept of each output stream.</param>
    /// <param name="started">Called with the process id once the process runs.</param>
    /// <param name="kill">Ends the process tree by force.</param>
    /// <param name="dialogue">Gives its input and takes its output; null for no input, and output that is collected.</param>
    /// <exception cref="Win32Exception">The file can not be executed.</exception>
    public static async Task<ProcessOutcome> RunAsync(
        string executable,
        IReadOnlyList<string> arguments,
        string workDirectory,
        IReadOnlyDictionary<string, string> environment,
        long outputBytes,
        Action<int> started,
        CancellationToken kill,
        SandboxDialogue? dialogue = null)
    {
        var output = new CappedStream(outputBytes);
        var error = new CappedStream(outputBytes);
        var command = Cli.Wrap(executable)
            .WithArguments(arguments)
            .WithWorkingDirectory(workDirectory)
            .WithEnvironmentVariables(Scrubbed(environment))
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(dialogue is null ? PipeSource.Null : PipeSource.Create(dialogue.WriteAsync))
            .WithStandardOutputPipe(PipeTarget.Create(dialogue is null ? output.ReadAsync : dialogue.ReadAsync))
            .WithStandardErrorPipe(PipeTarget.Create(error.ReadAsync));

        var exitCode = -1;
        var killed = false;
        try
        {
            var running = await ProcessStarter.StartAsync(() => command.ExecuteAsync(kill)).ConfigureAwait(false);
            started(running.ProcessId);
            exitCode = (await running.Task.ConfigureAwait(false)).ExitCode;
        }
        catch (OperationCanceledException) when (kill.IsCancellationRequested)
        {
            killed = true;
        }

        return new ProcessOutcome(exitCode, killed, output.Text, error.Text, output.Truncated || error.Truncated);
    }

    private static Dictionary<string, string?> Scrubbed(IReadOnlyDictionary<string, string> wanted)
    {
        // A null value removes an inherited variable.
        var variables = new Dictionary<string, string?>();
        foreach (var name in Environment.GetEnvironmentVariables().Keys) variables[(string)name] = null;
        foreach (var (name, value) in wanted) variables[name] = value;
        return variables;
    }
}
