using System.Diagnostics;
using System.Text.Json;
using HwAgent.Cli.CommandLine;

namespace HwAgent.Cli.Tests.CommandLine;

/// <summary>The command line as a script sees it: a real process with piped streams.</summary>
public sealed class HwAgentProcessTests
{
    [Fact]
    public async Task Run_Version_PrintsOneLineWithNumberAndCommit()
    {
        var result = await HwAgentProcess.RunAsync("--version");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal($"hwagent {ProductVersion.Current}", result.Output.TrimEnd());
        Assert.Matches(@"^hwagent \d+\.\d+\.\d+ \((commit [0-9a-f]{12}|no commit recorded)", result.Output);
    }

    [Fact]
    public async Task Run_NoCommand_PrintsHelpAndFails()
    {
        var result = await HwAgentProcess.RunAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Commands:", result.Output);
        Assert.Contains("Examples:", result.Output);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Run_CommandHelp_ShowsItsOwnExamples()
    {
        var result = await HwAgentProcess.RunAsync("doctor", "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("hwagent doctor --json", result.Output);
        Assert.DoesNotContain("./hwagent test", result.Output);
    }

    [Theory]
    [InlineData("doctr", "error: unknown command 'doctr'\n  -> did you mean 'doctor'?\n")]
    [InlineData("frobnicate", "error: unknown command 'frobnicate'\n  -> see `hwagent --help`\n")]
    [InlineData("--vresion", "error: unknown option '--vresion'\n  -> did you mean '--version'?\n")]
    [InlineData("doctor --jsno", "error: unknown option '--jsno'\n  -> did you mean '--json'?\n")]
    [InlineData("doctor --qiet", "error: unknown option '--qiet'\n  -> did you mean '--quiet'?\n")]
    [InlineData("map 3x4x5 --arch --json", "error: '--json' stands where a value is expected\n  -> give the option before it its value; see `hwagent map --help`\n")]
    [InlineData("doctor extra", "error: unknown argument 'extra'\n  -> see `hwagent doctor --help`\n")]
    public async Task Run_Misspelt_NamesTheNearest(string arguments, string expected)
    {
        var result = await HwAgentProcess.RunAsync(arguments.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(expected, result.Error);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Doctor_Piped_ListsEveryToolWithoutControlCodes()
    {
        // What would ask for colour on a terminal must not colour a pipe.
        var environment = new Dictionary<string, string?> { ["TERM"] = "xterm-256color", ["COLORTERM"] = "truecolor", ["FORCE_COLOR"] = "1" };

        var result = await HwAgentProcess.RunAsync(environment, "doctor");

        Assert.Equal(0, result.ExitCode);
        foreach (var tool in new[] { "verilator", "iverilog", "yosys", "g++", "make", "bwrap" }) Assert.Contains(tool, result.Output);
        Assert.DoesNotContain('\e', result.Output + result.Error);
    }

    [Fact]
    public async Task Doctor_MissingTool_SaysWhatItDisablesAndFails()
    {
        using var empty = new TemporaryFolder();
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : await WhichAsync("dotnet");
        File.CreateSymbolicLink(Path.Combine(empty.Path, "dotnet"), dotnet);

        var result = await HwAgentProcess.RunAsync(new Dictionary<string, string?> { ["PATH"] = empty.Path }, "doctor");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("missing", result.Output);
        Assert.Contains("yosys (missing) is needed for: synthesis", result.Output);
    }

    [Fact]
    public async Task Doctor_Json_IsOneDocument()
    {
        var result = await HwAgentProcess.RunAsync("doctor", "--json");

        using var document = JsonDocument.Parse(result.Output);
        Assert.True(document.RootElement.GetProperty("ready").GetBoolean());
        Assert.Equal(ProductVersion.Current.Number, document.RootElement.GetProperty("version").GetString());
        Assert.All(document.RootElement.GetProperty("tools").EnumerateArray(), tool => Assert.NotEqual("", tool.GetProperty("name").GetString()));
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Doctor_Interrupted_EndsWith130(string signal)
    {
        // A tool that hangs keeps the command busy until the signal comes.
        using var folder = new TemporaryFolder();
        var started = Path.Combine(folder.Path, "started");
        folder.WriteScript("verilator", $"#!/bin/sh\necho $$ >'{started}.tmp'\nmv '{started}.tmp' '{started}'\nexec sleep 60 2>/dev/null\n");
        var environment = new Dictionary<string, string?> { ["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}" };
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var process = HwAgentProcess.Start(environment, "doctor");
        while (!File.Exists(started)) await Task.Delay(20, timeout.Token);

        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) await kill.WaitForExitAsync(timeout.Token);
        var result = await ProcessResult.FinishAsync(process, timeout.Token);
        using (var kill = Process.Start("kill", [(await File.ReadAllTextAsync(started, timeout.Token)).Trim()])) await kill.WaitForExitAsync(timeout.Token);

        Assert.Equal(130, result.ExitCode);
        Assert.Equal("cancelled\n", result.Error);
    }

    private static async Task<string> WhichAsync(string program) =>
        (await ProcessResult.RunAsync("bash", ["-c", $"command -v {program}"])).Output.Trim();
}
