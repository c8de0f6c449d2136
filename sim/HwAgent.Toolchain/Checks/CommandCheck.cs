using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Checks;

/// <summary>
/// Judges texts of a language model by a command's exit code, in the sandbox: such a text is hostile, and the command may well run it as a program.
/// Each judgement has a fresh folder, so that none can leave something behind for the next.
/// </summary>
/// <param name="sandbox">Where it runs.</param>
/// <param name="command">What judges.</param>
/// <param name="jobRoot">Folder under which each judgement has its own; null: a place that the sandbox's user can reach.</param>
public sealed class CommandCheck(Sandbox sandbox, CheckCommand command, string? jobRoot = null)
{
    private const int LongestEvidence = 200;

    private readonly string _jobRoot = jobRoot ?? Path.Combine(Path.GetTempPath(), "hwagent-jobs");
    private bool _isTried;

    /// <param name="texts">File name and content; in UTF-8.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <exception cref="SandboxUnavailableException">The sandbox can not run here.</exception>
    /// <exception cref="CheckUnavailableException">The sandbox can not show the program to its user.</exception>
    public async Task<CheckVerdict> RunAsync(IReadOnlyList<(string Name, string Text)> texts, CancellationToken cancellation)
    {
        await TryAsync(cancellation).ConfigureAwait(false);
        using var job = JobFolder.Create(_jobRoot);
        foreach (var (name, content) in command.Files) job.Write(name, content);
        foreach (var (name, text) in texts) job.Write(name, text);
        var request = new SandboxRequest
        {
            Tool = Path.GetFileName(command.Executable), Executable = command.Executable, Arguments = command.Arguments, WorkDirectory = job.Path, Limits = command.Limits,
        };
        var result = await sandbox.RunAsync(request, cancellation).ConfigureAwait(false);
        return new CheckVerdict(result.ExitCode, Evidence(result));
    }

    /// <summary>Tries the walls around the program once with one that does nothing, so that a fault of theirs is never taken for one of an answer.</summary>
    private async Task TryAsync(CancellationToken cancellation)
    {
        if (_isTried) return;
        using var job = JobFolder.Create(_jobRoot);
        var request = new SandboxRequest { Tool = "probe", Executable = "/usr/bin/true", FurtherTools = [command.Executable], WorkDirectory = job.Path, Limits = ResourceLimits.Lint };
        var result = await sandbox.RunAsync(request, cancellation).ConfigureAwait(false);
        if (result.ExitCode != 0) throw new CheckUnavailableException(command.Executable, result.StandardError.Trim());
        _isTried = true;
    }

    private static string Evidence(SandboxResult result)
    {
        if (result.StoppedBy is { } limit) return $"stopped by its limit of {limit}";
        var said = LastLine(result.StandardError) ?? LastLine(result.StandardOutput);
        return said is null ? $"exit code {result.ExitCode}" : $"exit code {result.ExitCode}: {said}";
    }

    private static string? LastLine(string text)
    {
        var line = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return line is { Length: > LongestEvidence } ? line[..LongestEvidence] + "..." : line;
    }
}
