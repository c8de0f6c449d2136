using System.ComponentModel;
using System.Diagnostics;
using HwAgent.Toolchain.Inventory;

namespace HwAgent.Toolchain.Sandboxing;

/// <summary>
/// Runs tools on untrusted input inside bubblewrap: no network, no home, no environment, /usr read-only, no capabilities, an
/// unprivileged user, limits on everything. Threat model: the tool itself is taken over by its input.
/// </summary>
public sealed class Sandbox
{
    private const int ExitCpuTime = 128 + 24;
    private static readonly IReadOnlyDictionary<string, string> HostEnvironment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LANG"] = "C" };

    private readonly bool unsafeNoSandbox;
    private readonly string? bwrap = ToolLocator.Find("bwrap");
    private readonly string? setpriv = ToolLocator.Find("setpriv");
    private readonly Lock gate = new();
    private Task? probe;

    /// <param name="unsafeNoSandbox">Run tools directly on the host, with limits but without walls. Only when the user asked for it.</param>
    public Sandbox(bool unsafeNoSandbox = false) => this.unsafeNoSandbox = unsafeNoSandbox;

    /// <summary>Whether runs are walled in.</summary>
    public bool IsProtecting => !unsafeNoSandbox;

    /// <summary>Runs one command to its end or to its first limit, and returns only when everything it started is gone.</summary>
    /// <exception cref="SandboxUnavailableException">Bubblewrap is missing or can not start.</exception>
    /// <exception cref="ArgumentException">The work directory or a bind does not exist.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; the run is gone.</exception>
    public async Task<SandboxResult> RunAsync(SandboxRequest request, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(request.WorkDirectory)) throw new ArgumentException($"The work directory {request.WorkDirectory} does not exist.", nameof(request));
        foreach (var bind in request.ExtraBinds)
        {
            if (!Path.Exists(bind.HostPath)) throw new ArgumentException($"{bind.HostPath}, to be shown to {request.Tool}, does not exist.", nameof(request));
        }

        if (!unsafeNoSandbox) await EnsureUsableAsync(request.WorkDirectory, cancellationToken).ConfigureAwait(false);
        return await RunUncheckedAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries the walls once, so that a failure of bubblewrap is never taken for one of the tool.</summary>
    private async Task EnsureUsableAsync(string workDirectory, CancellationToken cancellationToken)
    {
        Task trying;
        lock (gate)
        {
            if (probe is null || probe.IsFaulted) probe = ProbeAsync(workDirectory);
            trying = probe;
        }

        await trying.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ProbeAsync(string workDirectory)
    {
        if (bwrap is null) throw new SandboxUnavailableException("bwrap is not installed.");
        if (!File.Exists("/usr/bin/prlimit")) throw new SandboxUnavailableException("/usr/bin/prlimit (package util-linux) is missing.");
        var request = new SandboxRequest { Tool = "probe", Executable = "/usr/bin/true", WorkDirectory = workDirectory, Limits = ResourceLimits.Lint };
        var result = await RunUncheckedAsync(request, CancellationToken.None).ConfigureAwait(false);
        if (result.ExitCode != 0) throw new SandboxUnavailableException($"bwrap failed: {result.StandardError.Trim()}");
    }

    private async Task<SandboxResult> RunUncheckedAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> command;
        if (unsafeNoSandbox)
        {
            command = BubblewrapCommand.ComposeUnsafe(request, File.Exists("/usr/bin/prlimit"));
        }
        else
        {
            var user = SandboxUser.ForFolder(request.WorkDirectory);
            user.TakeOver(request.WorkDirectory);
            command = BubblewrapCommand.Compose(request, user, bwrap!, setpriv);
        }

        var clock = Stopwatch.StartNew();
        using var limit = new CancellationTokenSource(request.Limits.WallTime);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var stopWatching = new CancellationTokenSource();
        var watch = new SandboxWatch(request.WorkDirectory, request.Limits, kill);
        var watching = Task.CompletedTask;
        ProcessOutcome outcome;
        try
        {
            outcome = await ProcessRunner.RunAsync(
                command[0], [.. command.Skip(1)], request.WorkDirectory, HostEnvironment, request.Limits.OutputBytes,
                id => watching = watch.RunAsync(id, stopWatching.Token),
                kill.Token, request.Dialogue).ConfigureAwait(false);
        }
        catch (Win32Exception exception)
        {
            throw new SandboxUnavailableException($"{command[0]} can not be started: {exception.Message}.");
        }
        finally
        {
            await stopWatching.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
        }

        await UntilGoneAsync(watch.Walls).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var stoppedBy = watch.Exceeded ?? (outcome.Killed ? "wall time" : outcome.ExitCode == ExitCpuTime ? "CPU time" : null);
        return new SandboxResult
        {
            ExitCode = outcome.Killed ? 137 : outcome.ExitCode,
            TimedOut = stoppedBy is "wall time" or "CPU time",
            StoppedBy = stoppedBy,
            StandardOutput = outcome.StandardOutput,
            StandardError = outcome.StandardError,
            OutputTruncated = outcome.OutputTruncated,
            WallTime = clock.Elapsed,
        };
    }

    private static async Task UntilGoneAsync(IReadOnlyList<ProcessIdentity> processes)
    {
        while (processes.Any(ProcessTree.IsAlive)) await Task.Delay(1).ConfigureAwait(false);
    }
}
