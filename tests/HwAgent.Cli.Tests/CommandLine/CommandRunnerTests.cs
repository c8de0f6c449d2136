using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Cli.Tests.CommandLine;

public sealed class CommandRunnerTests : IDisposable
{
    private static readonly Diagnostic Mistake = new("spec", DiagnosticSeverity.Error, "unknown-key", "unknown key 'objectiv'")
    {
        File = "examples/a.yaml",
        Line = 3,
        Column = 5,
        Excerpt = "objectiv: latency\n",
        Advice = "did you mean 'objective'?",
    };

    private readonly CancellationTokenSource stop = new();

    public void Dispose() => stop.Dispose();

    [Theory]
    [InlineData(ExitCode.Success, 0)]
    [InlineData(ExitCode.BadInput, 1)]
    [InlineData(ExitCode.SpecNotMet, 2)]
    public async Task RunAsync_CommandEnds_ReturnsItsExitCode(ExitCode code, int expected)
    {
        var (exitCode, error) = await RunAsync((_, _) => Task.FromResult(code), "probe");

        Assert.Equal(expected, exitCode);
        Assert.Equal("", error);
    }

    [Fact]
    public async Task RunAsync_CommandException_PrintsPlaceExcerptAndAdvice()
    {
        var (exitCode, error) = await RunAsync((_, _) => throw new CommandException(Mistake), "probe");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            "error: examples/a.yaml:3:5: unknown key 'objectiv' [spec unknown-key]\n    objectiv: latency\n  -> did you mean 'objective'?\n",
            error);
    }

    [Fact]
    public async Task RunAsync_ModelThatCannotBeRead_PrintsFileFieldAndAdvice()
    {
        var (exitCode, error) = await RunAsync((_, _) => throw new InvalidModelException("m.gguf", "version", "7 is not supported", "convert it again"), "probe");

        Assert.Equal(1, exitCode);
        Assert.Equal("error: m.gguf: version: 7 is not supported [model invalid-model]\n  -> convert it again\n", error);
    }

    [Fact]
    public async Task RunAsync_ControlCodesInAMessage_DoNotReachTheTerminal()
    {
        var (_, error) = await RunAsync((_, _) => throw new InvalidConfigException("config.json", "model_type", "'\u001b[2J\u0007' is not supported", "use\u009b another"), "probe");

        Assert.Equal("error: config.json: model_type: '\uFFFD[2J\uFFFD' is not supported [spec invalid-config]\n  -> use\uFFFD another\n", error);
    }

    [Fact]
    public async Task RunAsync_UnexpectedException_HidesTheTraceUntilAsked()
    {
        static Task<ExitCode> Fail(CommandContext context, CancellationToken cancellation) => throw new InvalidOperationException("boom");

        var (exitCode, plain) = await RunAsync(Fail, "probe");
        var (_, detailed) = await RunAsync(Fail, "probe", "--debug");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("error: boom\n  -> run again with --debug", plain);
        Assert.DoesNotContain("   at ", plain);
        Assert.Contains("   at ", detailed);
    }

    [Fact]
    public async Task RunAsync_Cancelled_Returns130()
    {
        await stop.CancelAsync();
        var (exitCode, error) = await RunAsync(
            async (_, cancellation) =>
            {
                await Task.Delay(Timeout.Infinite, cancellation);
                return ExitCode.Success;
            },
            "probe");

        Assert.Equal(130, exitCode);
        Assert.Equal("cancelled\n", error);
    }

    /// <summary>An HTTP client's timeout is such an exception, and nobody pressed Ctrl-C.</summary>
    [Fact]
    public async Task RunAsync_CancellationNobodyAskedFor_IsAnError()
    {
        var (exitCode, error) = await RunAsync((_, _) => throw new TaskCanceledException("the request timed out"), "probe");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("error: the request timed out\n", error);
    }

    [Fact]
    public async Task RunAsync_MisspeltOptionBeforeFreeArgument_IsNoFileName()
    {
        var (exitCode, error) = await RunAsync((_, _) => Task.FromResult(ExitCode.Success), "probe", "--jsn");

        Assert.Equal(1, exitCode);
        Assert.Contains("did you mean '--json'?", error);
    }

    [Fact]
    public async Task RunAsync_CommonOptions_ReachTheCommand()
    {
        CommandContext? seen = null;
        await RunAsync(
            (context, _) =>
            {
                seen = context;
                return Task.FromResult(ExitCode.Success);
            },
            "probe", "--json", "-q", "--debug");

        Assert.NotNull(seen);
        Assert.True(seen.Json);
        Assert.True(seen.Quiet);
        Assert.True(seen.Debug);
    }

    private async Task<(int ExitCode, string Error)> RunAsync(
        Func<CommandContext, CancellationToken, Task<ExitCode>> action,
        params string[] arguments)
    {
        var command = new Command("probe", "Does what the test wants") { new Argument<string?>("file") { Arity = ArgumentArity.ZeroOrOne } };
        command.Options.Add(CommonOptions.Json);
        var root = CommandTree.Build([CommandEntry.Create(command, action, "hwagent probe x")]);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandRunner.RunAsync(root, arguments, output, error, stop.Token);
        return (exitCode, error.ToString());
    }
}
