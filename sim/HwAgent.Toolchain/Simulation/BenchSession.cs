using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Simulation;

/// <summary>A running sandbox that takes one job after another, each in a folder of its own. The sandbox dies with this process.</summary>
internal sealed class BenchSession : IDisposable
{
    /// <summary>The shell's own CPU time is limited as every process's is; a job costs it about a millisecond.</summary>
    private const int MaxJobs = 1000;

    private readonly JobFolder home;
    private readonly SandboxDialogue dialogue = new();
    private readonly CancellationTokenSource kill = new();
    private readonly Task<SandboxResult> running;
    private int jobs;

    public BenchSession(ToolRunner runner, ResourceLimits limits)
    {
        home = runner.CreateJob();
        running = RunAsync(runner, limits with { WallTime = Timeout.InfiniteTimeSpan });
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Takes further jobs.</summary>
    public bool IsUsable => jobs < MaxJobs && !running.IsCompleted && !kill.IsCancellationRequested;

    /// <summary>Runs one job and hands its folder to <paramref name="collect"/> with the exit status and the limit that ended it.</summary>
    public async Task<T> RunAsync<T>(CheckedDesign design, IReadOnlyDictionary<string, byte[]> inputs, TimeSpan wallTime, Func<JobFolder, int, string?, T> collect, CancellationToken cancellationToken)
    {
        var name = (jobs++).ToString();
        using var job = home.CreatePart(name);
        foreach (var source in design.ToolSources) job.Write($"{JobFolder.SourceFolder}/{source.Name}", source.Text);
        foreach (var (file, bytes) in inputs) job.Write(file, bytes);
        dialogue.Ask($"{name} {design.Top} {string.Join(' ', design.ToolSources.Select(static source => $"{JobFolder.SourceFolder}/{source.Name}"))}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(wallTime);
        string? reply;
        try
        {
            reply = await dialogue.ReplyAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await EndAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return collect(job, 137, "wall time");
        }

        if (reply is not null && reply.StartsWith(name + " ", StringComparison.Ordinal) && int.TryParse(reply.AsSpan(name.Length + 1), out var status)) return collect(job, status, null);

        // The sandbox as a whole ended: by a limit on all its processes together, or because it can not start, which throws here.
        var result = await EndAsync().ConfigureAwait(false);
        return collect(job, result?.ExitCode ?? 137, result?.StoppedBy ?? "memory");
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        dialogue.Close();
        kill.Cancel();
        home.Dispose();
    }

    private async Task<SandboxResult> RunAsync(ToolRunner runner, ResourceLimits limits)
    {
        try
        {
            return await runner.RunScriptAsync(home, BenchScript.Loop, BenchScript.Tools, [], limits, kill.Token, dialogue).ConfigureAwait(false);
        }
        finally
        {
            // Whoever waits for a reply must not wait for a sandbox that never started.
            dialogue.End();
        }
    }

    private async Task<SandboxResult?> EndAsync()
    {
        if (!running.IsCompleted) await kill.CancelAsync().ConfigureAwait(false);
        try
        {
            return await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void OnProcessExit(object? sender, EventArgs arguments) => home.Dispose();
}
