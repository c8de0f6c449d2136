using System.Diagnostics;
using HwAgent.Agent.Runs;

namespace HwAgent.Cli.Tests.Commands;

/// <summary>A run that is killed goes on as if nothing had happened.</summary>
[Collection(TinyRunTests.Name)]
public sealed class ResumeTests(TinyRun tiny)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Design_KilledInTheSecondCandidate_ResumesToTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tiny.yaml", TinyRun.Spec);
        // The first candidate comes from the cache; the second is checked while the kill comes.
        var cache = Path.Combine(folder.Path, "cache");
        Copy(tiny.Cache, cache);
        string[] design = ["design", "tiny.yaml", "--candidates", "2", "--cache", cache];
        var run = new RunDirectory(Path.Combine(folder.Path, "runs", "tiny"));

        using (var process = HwAgentProcess.StartIn(folder.Path, design))
        {
            await WaitForAsync(process, run, "\"candidate\":2,\"stage\":\"lint\"");
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(0, process.ExitCode);
        }

        Assert.False(File.Exists(run.Result));
        Assert.True(File.Exists(Path.Combine(run.Best, "schedule.json")), "the best so far must be there");
        var recorded = await File.ReadAllTextAsync(run.Trajectory, TestContext.Current.CancellationToken);

        var resumed = await HwAgentProcess.RunInAsync(folder.Path, [.. design, "--resume"]);
        var uninterrupted = await HwAgentProcess.RunInAsync(folder.Path, [.. design, "--out", "whole"]);

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.True(uninterrupted.ExitCode == 0, uninterrupted.Error);
        Assert.StartsWith(recorded, await File.ReadAllTextAsync(run.Trajectory, TestContext.Current.CancellationToken));
        Assert.Equal(["equal"], RunComparison.Of(run, new RunDirectory(Path.Combine(folder.Path, "whole"))).Lines().Select(line => line.Split(':')[0]));
    }

    /// <summary>The last line of the trajectory is torn, half a candidate lies about, and there is no best: what a power cut leaves.</summary>
    [Fact]
    public async Task Design_TornFiles_ResumesToTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tiny.yaml", TinyRun.Spec);
        var copy = tiny.CopyTo(folder);
        File.Delete(copy.Result);
        var bytes = await File.ReadAllBytesAsync(copy.Trajectory, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(copy.Trajectory, bytes.AsMemory(0, 2 * bytes.Length / 3), TestContext.Current.CancellationToken);
        Directory.Delete(copy.Best, recursive: true);
        folder.Write("run/best.tmp/rtl/hwa_fifo.sv", "module");
        folder.Write("run/candidates/001.tmp/evaluation.json", "{");
        folder.Write("run/result.json.tmp", "{");

        var resumed = await HwAgentProcess.RunInAsync(folder.Path, "design", "tiny.yaml", "--cache", tiny.Cache, "--resume", "--out", "run");

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(["equal"], RunComparison.Of(tiny.Run, copy).Lines().Select(line => line.Split(':')[0]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(copy.Path, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Design_ResumedWithAnotherSpec_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tiny.yaml", TinyRun.Spec);
        var copy = tiny.CopyTo(folder);

        var resumed = await HwAgentProcess.RunInAsync(folder.Path, "design", "tiny.yaml", "--seed", "4", "--resume", "--out", "run");

        Assert.Equal(1, resumed.ExitCode);
        Assert.Contains("the spec of the run differs from the one given", resumed.Error);
        Assert.Equal(TinyRun.Bytes(tiny.Run), TinyRun.Bytes(copy));
    }

    /// <summary>Ends when the trajectory holds the text; fails when the process ends before.</summary>
    private static async Task WaitForAsync(Process process, RunDirectory run, string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!File.Exists(run.Trajectory) || !(await File.ReadAllTextAsync(run.Trajectory, patience.Token)).Contains(text, StringComparison.Ordinal))
        {
            Assert.False(process.HasExited, "the run ended before it could be killed");
            await Task.Delay(20, patience.Token);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }
}
