using System.CommandLine;
using HwAgent.Cli.CommandLine;

namespace HwAgent.Cli.Tests.CommandLine;

public sealed class CommandContextTests
{
    /// <summary>On a terminal both are one screen: an answer must not begin behind a line of progress, nor progress go on behind it.</summary>
    [Fact]
    public void WriteLines_ProgressUnderWay_EndsItFirst()
    {
        using var screen = new StringWriter { NewLine = "\n" };
        var context = new CommandContext(new RootCommand().Parse([]), screen, screen, Json: false, Quiet: false, Debug: false);
        using (var progress = context.CreateProgress())
        {
            progress.Report(0, 2, "score");
            progress.Report(0, 3, "count");
            context.WriteLines(["answer", "and more"]);
        }

        Assert.Equal("score 0/2\ncount 0/3\nanswer\nand more\n", screen.ToString());
    }
}
