namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent replay</c> on a finished run.</summary>
[Collection(TinyRunTests.Name)]
public sealed class ReplayCommandTests(TinyRun tiny)
{
    [Fact]
    public async Task Run_FinishedRun_IsEqualInEveryByte()
    {
        using var folder = new TemporaryFolder();

        var result = await ReplayAsync(tiny.Run.Path, "--out", Path.Combine(folder.Path, "copy"));

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Matches(@"^equal: \d+ files, every byte\n$", result.Output);
        Assert.Equal(File.ReadAllBytes(tiny.Run.Trajectory), File.ReadAllBytes(Path.Combine(folder.Path, "copy", "trajectory.jsonl")));
    }

    [Fact]
    public async Task Run_ChangedFile_IsNamedWithItsLine()
    {
        using var folder = new TemporaryFolder();
        var copy = tiny.CopyTo(folder);
        await File.AppendAllTextAsync(Path.Combine(copy.Best, "program.hex"), "// more\n", TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(copy.Candidate(1), "evaluation.json"));
        var lines = (await File.ReadAllLinesAsync(Path.Combine(copy.Best, "program.hex"), TestContext.Current.CancellationToken)).Length;

        var result = await ReplayAsync(copy.Path);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"best/program.hex: differs from line {lines} on", result.Output);
        Assert.Contains("candidates/001/evaluation.json: only in ", result.Output);
        Assert.StartsWith("2 of ", result.Output);
    }

    [Fact]
    public async Task Run_UnfinishedRun_SaysHowToGoOn()
    {
        using var folder = new TemporaryFolder();
        var copy = tiny.CopyTo(folder);
        File.Delete(copy.Result);

        var result = await ReplayAsync(copy.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("result.json: the run is not finished", result.Error);
        Assert.Contains("--resume", result.Error);
    }

    private Task<ProcessResult> ReplayAsync(string run, params string[] options) => HwAgentProcess.RunAsync(["replay", run, "--cache", tiny.Cache, .. options]);
}
