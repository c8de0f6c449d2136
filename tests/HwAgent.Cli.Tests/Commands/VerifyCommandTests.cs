using System.Text.RegularExpressions;
using HwAgent.Agent.Runs;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent verify</c> on a finished run, whole and damaged.</summary>
[Collection(TinyRunTests.Name)]
public sealed partial class VerifyCommandTests(TinyRun tiny)
{
    [Fact]
    public async Task Run_FinishedDesign_PassesEveryCheck()
    {
        var result = await VerifyAsync(tiny.Run);

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Contains("equal to result.json", result.Output);
        Assert.All(new[] { "Lint", "Simulation", "Synthesis" }, stage => Assert.Matches($@"(?m)^{stage} +passed$", result.Output));
    }

    /// <summary>The last digit holds the operation, the first one bits that most instructions do not have.</summary>
    [Theory]
    [InlineData(0, 31)]
    [InlineData(0, 20)]
    [InlineData(1, 24)]
    [InlineData(2, 10)]
    [InlineData(-1, 31)]
    [InlineData(-1, 0)]
    public async Task Run_OneDigitOfTheProgramChanged_NamesTheFile(int instruction, int digit)
    {
        using var folder = new TemporaryFolder();
        var copy = tiny.CopyTo(folder);
        var path = Path.Combine(copy.Best, "program.hex");
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        var places = Enumerable.Range(0, lines.Length).Where(i => lines[i].Length == 32 && lines[i][0] != '/').ToArray();
        var place = places[instruction < 0 ? places.Length + instruction : instruction];
        var changed = lines[place].ToCharArray();
        changed[digit] = changed[digit] == '1' ? '2' : '1';
        lines[place] = new string(changed);
        await File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);

        await FailsAsync(copy, "program.hex");
    }

    /// <summary>One character: a wrong function, a syntax error, and a comment, which changes nothing but the file.</summary>
    [Theory]
    [InlineData("hwa_requantiser.sv", ">>> shift_q", ">> shift_q")]
    [InlineData("hwa_fifo.sv", "endmodule", "ndmodule")]
    [InlineData("hwa_credit.sv", "\n// ", "\n//  ")]
    public async Task Run_OneCharacterOfTheRtlChanged_NamesTheFile(string file, string from, string to)
    {
        using var folder = new TemporaryFolder();
        var copy = tiny.CopyTo(folder);
        var path = Path.Combine(copy.Best, "rtl", file);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} has no '{from}'");
        await File.WriteAllTextAsync(path, text[..at] + to + text[(at + from.Length)..], TestContext.Current.CancellationToken);

        await FailsAsync(copy, Path.GetFileNameWithoutExtension(file));
    }

    /// <summary>Hardware, memory, shape, repeats, blocking, place in memory, place in the program, cycles.</summary>
    [Theory]
    [InlineData("rows")]
    [InlineData("activationWords")]
    [InlineData("latencyCycles")]
    [InlineData("m")]
    [InlineData("k")]
    [InlineData("weightBits")]
    [InlineData("repeats")]
    [InlineData("blockDepth")]
    [InlineData("totalBeats")]
    [InlineData("programLength")]
    [InlineData("predictedCycles")]
    public async Task Run_OneNumberOfTheScheduleChanged_NamesAFile(string name)
    {
        using var folder = new TemporaryFolder();
        var copy = tiny.CopyTo(folder);
        var path = Path.Combine(copy.Best, "schedule.json");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var number = new Regex($@"""{name}"": (\d+)");
        Assert.Matches(number, text);
        await File.WriteAllTextAsync(path, number.Replace(text, m => $"\"{name}\": {long.Parse(m.Groups[1].Value) + 1}", 1), TestContext.Current.CancellationToken);

        await FailsAsync(copy, "");
    }

    [Theory]
    [InlineData("best/schedule.json")]
    [InlineData("best/program.hex")]
    [InlineData("best/rtl/hwa_lane.sv")]
    [InlineData("spec.yaml")]
    public async Task Run_FileMissing_NamesIt(string file)
    {
        using var folder = new TemporaryFolder();
        var copy = tiny.CopyTo(folder);
        File.Delete(Path.Combine(copy.Path, file));

        await FailsAsync(copy, Path.GetFileName(file));
    }

    [Fact]
    public async Task Run_ResultClaimsMore_SaysWhatDiffers()
    {
        using var folder = new TemporaryFolder();
        var copy = tiny.CopyTo(folder);
        var text = await File.ReadAllTextAsync(copy.Result, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(copy.Result, FlipFlops().Replace(text, "\"flipFlops\": 1"), TestContext.Current.CancellationToken);

        var result = await VerifyAsync(copy);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("not equal to result.json:\n  synthesis\n", result.Output);
    }

    private async Task FailsAsync(RunDirectory run, string name)
    {
        var result = await VerifyAsync(run);

        Assert.True(result.ExitCode is 1 or 2, $"exit code {result.ExitCode}\n{result.Output}{result.Error}");
        var said = result.Error + result.Output;
        Assert.Contains(name, said);
        Assert.Matches(SomeFile(), said);
        Assert.DoesNotContain("run again with --debug", said);
    }

    private Task<ProcessResult> VerifyAsync(RunDirectory run) => HwAgentProcess.RunAsync("verify", run.Path, "--cache", tiny.Cache);

    [GeneratedRegex(@"""flipFlops"": \d+")]
    private static partial Regex FlipFlops();

    [GeneratedRegex(@"schedule\.json|program\.hex|spec\.yaml|result\.json|\w+\.sv")]
    private static partial Regex SomeFile();
}
