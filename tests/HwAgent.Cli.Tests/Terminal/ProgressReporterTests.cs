using HwAgent.Cli.Terminal;
using Spectre.Console;

namespace HwAgent.Cli.Tests.Terminal;

public sealed class ProgressReporterTests : IDisposable
{
    private readonly ManualTimeProvider clock = new();
    private readonly StringWriter writer = new() { NewLine = "\n" };

    public void Dispose() => writer.Dispose();

    [Fact]
    public void Report_Lines_PrintsAtMostOneEveryThreeSecondsAndTheLast()
    {
        using (var progress = Create(ProgressStyle.Lines))
        {
            for (var done = 0; done <= 80; done++)
            {
                progress.Report(done, 100, "simulate");
                clock.Advance(0.1);
            }
        }

        Assert.Equal(
            "simulate 0/100\nsimulate 30/100, 10.0/s, 7 s left\nsimulate 60/100, 10.0/s, 4 s left\nsimulate 80/100, 10.0/s, 2 s left\n",
            writer.ToString());
    }

    [Fact]
    public void Report_Live_RewritesOneLineAndRemovesIt()
    {
        using (var progress = Create(ProgressStyle.Live))
        {
            progress.Report(0, 4, "search [1/2]");
            clock.Advance(1);
            progress.Report(1, 4, "search [1/2]");
            progress.WriteLine("kept");
        }

        Assert.Equal(
            "\r\e[2Ksearch [1/2] 0/4\r\e[2Ksearch [1/2] 1/4, 1.0/s, 3 s left\r\e[2Kkept\n\r\e[2Ksearch [1/2] 1/4, 1.0/s, 3 s left\r\e[2K",
            writer.ToString());
    }

    [Fact]
    public void Report_LiveLongerThanTheWindow_IsCutToOneLine()
    {
        using var progress = Create(ProgressStyle.Live, width: 10);
        progress.Report(0, 4, "a step with a long name");

        Assert.Equal("\r\e[2Ka step wi", writer.ToString());
    }

    [Fact]
    public void Report_None_PrintsNothing()
    {
        using (var progress = Create(ProgressStyle.None))
        {
            progress.Report(1, 2, "x");
            progress.WriteLine("y");
        }

        Assert.Equal("", writer.ToString());
    }

    [Theory]
    [InlineData(0, 10, 0, 5, "x 0/10")]
    [InlineData(5, 0, 0, 10, "x 5, 0.5/s")]
    [InlineData(10, 10, 0, 5, "x 10/10, 2.0/s")]
    [InlineData(1000, 100000, 0, 1, "x 1000/100000, 1000/s, 1 min 39 s left")]
    [InlineData(1, 8, 0, 1800, "x 1/8, 0.0/s, 3 h 30 min left")]
    [InlineData(511, 1638, 511, 0.000002, "x 511/1638")]
    [InlineData(60, 100, 50, 5, "x 60/100, 2.0/s, 20 s left")]
    public void Describe_Counts_ShowsRateAndRemaining(long done, long total, long first, double elapsedSeconds, string expected) =>
        Assert.Equal(expected, ProgressReporter.Describe(done, total, "x", first, TimeSpan.FromSeconds(elapsedSeconds)));

    /// <summary>The clock starts with the first report: what was done before it has no rate.</summary>
    [Fact]
    public void Report_FirstPiecesAlreadyDone_TellsTheRateFromTheOthers()
    {
        using (var progress = Create(ProgressStyle.Lines))
        {
            progress.Report(500, 1000, "score");
            clock.Advance(0.000002);
            progress.Report(500, 1000, "score");
            clock.Advance(4.999998);
            progress.Report(600, 1000, "score");
        }

        Assert.Equal("score 500/1000\nscore 600/1000, 20.0/s, 20 s left\n", writer.ToString());
    }

    private ProgressReporter Create(ProgressStyle style, int width = 100)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        return new ProgressReporter(console, style, clock);
    }
}
