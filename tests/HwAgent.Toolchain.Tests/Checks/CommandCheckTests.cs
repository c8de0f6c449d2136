using System.Text;
using HwAgent.Toolchain.Checks;

namespace HwAgent.Toolchain.Tests.Checks;

public sealed class CommandCheckTests(ToolsFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("grep -q dog answer.txt", 0, "exit code 0")]
    [InlineData("grep -q cat answer.txt", 1, "exit code 1")]
    [InlineData("echo said; echo why >&2; exit 3", 3, "exit code 3: why")]
    [InlineData("echo first; echo last; echo; exit 77", 77, "exit code 77: last")]
    [InlineData("cat answer.txt own.txt", 0, "exit code 0: ours")]
    public async Task RunAsync_Command_IsJudgedByItsExitCode(string line, int exitCode, string evidence)
    {
        var verdict = await Check(line).RunAsync([("answer.txt", "the dog\n")], Cancellation);

        Assert.Equal(new CheckVerdict(exitCode, evidence), verdict);
        Assert.Equal(exitCode == 0, verdict.Passes);
    }

    /// <summary>An answer that is run sees nothing of the machine, and leaves nothing for the next one.</summary>
    [Fact]
    public async Task RunAsync_HostileAnswer_StaysInItsFolder()
    {
        var secret = Path.Combine(fixture.Folder, "answer-secret.txt");
        await File.WriteAllTextAsync(secret, "hidden", Cancellation);
        var check = Check("sh answer.sh");

        var first = await check.RunAsync([("answer.sh", $"exec 2>&1; touch {secret}x /usr/pwned; echo bad > own.txt; echo left > left.txt; grep -q hidden {secret} && echo seen || echo unseen")], Cancellation);
        var second = await check.RunAsync([("answer.sh", "ls | tr '\\n' ' '; cat own.txt")], Cancellation);

        Assert.Equal("exit code 0: unseen", first.Evidence);
        Assert.False(File.Exists(secret + "x") || File.Exists("/usr/pwned"));
        Assert.Equal("exit code 0: answer.sh own.txt ours", second.Evidence);
    }

    [Fact]
    public async Task RunAsync_EndlessAnswer_IsStopped()
    {
        var limits = CheckCommand.LimitsOf(1, 256);
        var check = new CommandCheck(fixture.Tools.Sandbox, new CheckCommand("/usr/bin/sh", ["answer.sh"], [], limits), fixture.JobRoot);
        var verdict = await check.RunAsync([("answer.sh", "while true; do :; done")], Cancellation);

        Assert.False(verdict.Passes);
        Assert.Contains(verdict.Evidence, (string[])["stopped by its limit of wall time", "stopped by its limit of CPU time"]);
    }

    [Fact]
    public async Task RunAsync_LongEvidence_IsCut()
    {
        var verdict = await Check("head -c 5000 /dev/zero | tr '\\0' x").RunAsync([("answer.txt", "")], Cancellation);
        Assert.Equal("exit code 0: ".Length + 203, verdict.Evidence.Length);
    }

    /// <summary>What the sandbox cannot show is a fault of the machine: no answer may fail by it.</summary>
    [Fact]
    public async Task RunAsync_ProgramThatTheSandboxCannotShow_IsNoVerdict()
    {
        var program = Path.Combine(fixture.Folder, "gone", "bin", "judge");
        var check = new CommandCheck(fixture.Tools.Sandbox, new CheckCommand(program, [], [], CheckCommand.LimitsOf(60, 256)), fixture.JobRoot);
        var error = await Assert.ThrowsAsync<CheckUnavailableException>(() => check.RunAsync([("answer.txt", "")], Cancellation));
        Assert.Contains(program, error.Message, StringComparison.Ordinal);
        Assert.Contains("/usr/bin", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_Program_PrefersWhatTheSandboxSees()
    {
        Assert.Equal("/usr/bin/sh", CheckCommand.Locate("sh"));
        Assert.Equal("/usr/bin/sh", CheckCommand.Locate("/usr/bin/sh"));
        Assert.Null(CheckCommand.Locate("no-such-program-anywhere"));
        Assert.Null(CheckCommand.Locate("/usr/bin/no-such-program-anywhere"));
    }

    private CommandCheck Check(string line) =>
        new(fixture.Tools.Sandbox, new CheckCommand("/usr/bin/sh", ["-c", line], [("own.txt", Encoding.UTF8.GetBytes("ours\n"))], CheckCommand.LimitsOf(60, 256)), fixture.JobRoot);
}
