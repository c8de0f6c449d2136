using System.Net;
using System.Net.Sockets;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Tests.Sandboxing;

public sealed class SandboxTests(ToolsFixture fixture)
{
    private const long MiB = 1 << 20;
    private static readonly ResourceLimits Small = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10), 128 * MiB, 32, 4 * MiB, 64 * 1024);

    [Fact]
    public async Task RunAsync_Shell_SeesAnEmptyWorldAsNobody()
    {
        Environment.SetEnvironmentVariable("HWAGENT_TEST_SECRET", "key");

        var result = await fixture.ShellAsync("touch f; stat --printf='%u\\n%g\\n' f; pwd; env | sort; ls /; ls -d /home /root /etc /proc/1 2>/dev/null; echo end");

        Assert.Equal("65534\n65534\n/job\nHOME=/job\nLANG=C\nPATH=/usr/bin:/bin\nPWD=/job\nbin\ndev\njob\nlib\nlib64\nproc\nsbin\ntmp\nusr\nend\n", Without(result.StandardOutput, "lib32", "libx32"));
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task RunAsync_FilesOutside_AreNeitherReadNorWritten()
    {
        var secret = Path.Combine(fixture.Folder, "secret.txt");
        await File.WriteAllTextAsync(secret, "secret", TestContext.Current.CancellationToken);

        var result = await fixture.ShellAsync($"cat {secret}; cat /etc/passwd; cat /etc/shadow; touch /usr/pwned; touch /pwned; touch {secret}x; touch /bin/pwned; touch inside; ls");

        Assert.Equal("inside\n", result.StandardOutput);
        Assert.False(File.Exists("/usr/pwned") || File.Exists("/pwned") || File.Exists(secret + "x"));
    }

    [Theory]
    [InlineData("mount -o remount,bind,rw /usr")]
    [InlineData("mount -t tmpfs none /tmp")]
    [InlineData("unshare -Ur true")]
    [InlineData("chroot / true")]
    [InlineData("setpriv --reuid 0 true")]
    public async Task RunAsync_WaysOut_AreClosed(string command)
    {
        var result = await fixture.ShellAsync($"{command} && echo done; touch /usr/pwned && echo written");

        Assert.Empty(result.StandardOutput);
        Assert.False(File.Exists("/usr/pwned"));
    }

    [Fact]
    public async Task RunAsync_Network_IsUnreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var result = await fixture.RunAsync(
            "/usr/bin/bash", ["-c", $"echo hello > /dev/tcp/127.0.0.1/{((IPEndPoint)listener.LocalEndpoint).Port} && echo connected"], new Dictionary<string, string>(), Small);

        Assert.DoesNotContain("connected", result.Result.StandardOutput);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task RunAsync_EndlessLoop_StopsAtWallTime()
    {
        var result = await fixture.ShellAsync("sleep 1000", Small with { WallTime = TimeSpan.FromSeconds(1) });

        Assert.True(result.TimedOut);
        Assert.Equal("wall time", result.StoppedBy);
    }

    [Fact]
    public async Task RunAsync_BusyLoop_StopsAtCpuTime()
    {
        var result = await fixture.ShellAsync("while :; do :; done", Small with { CpuTime = TimeSpan.FromSeconds(1) });

        Assert.True(result.TimedOut);
        Assert.Equal("CPU time", result.StoppedBy);
    }

    [Fact]
    public async Task RunAsync_MemoryBombInOneProcess_FailsToAllocate()
    {
        var result = await fixture.ShellAsync("head -c 1G /dev/zero | tail -n 1 > /dev/null", Small);

        Assert.NotEqual(0, result.ExitCode);
        // The limit of the process stops it, or, on a busy machine, the look at what all processes hold together.
        Assert.True(result.StoppedBy == "memory" || result.StandardError.Contains("memory exhausted", StringComparison.Ordinal), result.StandardError);
    }

    [Fact]
    public async Task RunAsync_MemoryBombInManyProcesses_IsStopped()
    {
        var result = await fixture.ShellAsync("for i in 1 2 3 4 5 6; do (head -c 60M /dev/zero; sleep 15) | tail -n 1 > /dev/null & done; wait", Small);

        Assert.Equal("memory", result.StoppedBy);
    }

    [Fact]
    public async Task RunAsync_ForkBomb_IsContainedAndGone()
    {
        var mark = Guid.NewGuid().ToString("N");

        var result = await fixture.ShellAsync($"b() {{ b {mark} | b {mark} & }}; b 2>/dev/null; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do sleep 5 & done; echo never", Small with { Processes = 16, WallTime = TimeSpan.FromSeconds(2) });

        Assert.DoesNotContain("never", result.StandardOutput);
        Assert.DoesNotContain(CommandLines(), line => line.Contains(mark, StringComparison.Ordinal));
        Assert.Equal(0, (await fixture.ShellAsync("true")).ExitCode);
    }

    [Fact]
    public async Task RunAsync_FileBomb_StopsAtFileSize()
    {
        var (result, files) = await fixture.RunAsync("/usr/bin/sh", ["-c", "head -c 100M /dev/zero > big; ls -l big >/dev/null"], new Dictionary<string, string>(), Small);

        Assert.Null(result.StoppedBy);
        Assert.Equal(4 * MiB, files["big"].Length);
    }

    [Fact]
    public async Task RunAsync_ManyFiles_StopsAtTheirSum()
    {
        var result = await fixture.ShellAsync("i=0; while :; do head -c 1M /dev/zero > f$i; i=$((i+1)); sleep 0.01; done", Small);

        Assert.Equal("disk", result.StoppedBy);
    }

    [Fact]
    public async Task RunAsync_OutputBomb_KeepsTheFirstBytesOnly()
    {
        var result = await fixture.ShellAsync("head -c 50M /dev/zero | tr '\\0' x; echo end >&2", Small);

        Assert.Equal(0, result.ExitCode);
        Assert.True(result.OutputTruncated);
        Assert.Equal(64 * 1024, result.StandardOutput.Length);
        Assert.Equal("end\n", result.StandardError);
    }

    [Fact]
    public async Task RunAsync_BackgroundProcess_IsGoneWhenTheCommandEnds()
    {
        var mark = Guid.NewGuid().ToString("N");

        var result = await fixture.ShellAsync($"setsid sh -c 'sleep 100; : {mark}' >/dev/null 2>&1 </dev/null & sleep 0.2; echo done", Small);

        Assert.Equal("done\n", result.StandardOutput);
        Assert.DoesNotContain(CommandLines(), line => line.Contains(mark, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_Cancelled_ThrowsAndLeavesNothing()
    {
        var mark = Guid.NewGuid().ToString("N");
        using var job = fixture.Runner.CreateJob();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Runner.RunFileAsync(job, "sh", "/usr/bin/sh", ["-c", $"sleep 100; : {mark}"], Small, cancel.Token));

        Assert.DoesNotContain(CommandLines(), line => line.Contains(mark, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_StartedByAThreadThatEnds_LivesOn()
    {
        var started = new TaskCompletionSource<Task<SandboxResult>>();
        var thread = new Thread(() => started.SetResult(fixture.ShellAsync("sleep 0.7; echo alive")));
        thread.Start();
        thread.Join();

        Assert.Equal("alive\n", (await await started.Task).StandardOutput);
    }

    [Fact]
    public async Task RunAsync_LinksAndPipesLeftBehind_AreNotFollowed()
    {
        using var job = fixture.Runner.CreateJob();
        await fixture.Runner.RunFileAsync(job, "sh", "/usr/bin/sh", ["-c", "ln -s /etc/passwd link; mkfifo pipe; mkdir folder; : > empty; echo x > file"], Small, TestContext.Current.CancellationToken);

        Assert.Null(job.Read("link", MiB));
        Assert.Null(job.Read("folder", MiB));
        Assert.Null(job.Read("absent", MiB));
        Assert.Empty(job.Read("pipe", MiB)!);
        Assert.Empty(job.Read("empty", MiB)!);
        Assert.Equal("x\n"u8, job.Read("file", MiB)!);
        Assert.Null(job.Read("file", 1));
    }

    [Fact]
    public async Task RunAsync_WriteOverALinkLeftBehind_ReplacesTheLink()
    {
        var target = Path.Combine(fixture.Folder, "target.txt");
        await File.WriteAllTextAsync(target, "kept", TestContext.Current.CancellationToken);
        using var job = fixture.Runner.CreateJob();
        await fixture.Runner.RunFileAsync(job, "sh", "/usr/bin/sh", ["-c", $"ln -s {target} input"], Small, TestContext.Current.CancellationToken);

        job.Write("input", "new");

        Assert.Equal("kept", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
        Assert.Equal("new"u8, job.Read("input", MiB)!);
    }

    [Fact]
    public async Task RunAsync_ManyAtOnce_DoNotMeet()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => fixture.ShellAsync($"echo {number} > mine; sleep 0.1; cat *")));

        Assert.Equal(Enumerable.Range(0, 12).Select(static number => $"{number}\n"), results.Select(static result => result.StandardOutput));
    }

    [Fact]
    public async Task RunAsync_AbsentBind_IsRefused()
    {
        using var job = fixture.Runner.CreateJob();
        var request = new SandboxRequest { Tool = "true", Executable = "/usr/bin/true", WorkDirectory = job.Path, Limits = Small, ExtraBinds = [new ReadOnlyBind("/no/such", "/data")] };

        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Tools.Sandbox.RunAsync(request, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_ExtraBind_IsReadOnly()
    {
        var shared = Directory.CreateDirectory(Path.Combine(fixture.Folder, "shared"));
        await File.WriteAllTextAsync(Path.Combine(shared.FullName, "data"), "data", TestContext.Current.CancellationToken);
        using var job = fixture.Runner.CreateJob();
        var request = new SandboxRequest
        {
            Tool = "sh", Executable = "/usr/bin/sh", Arguments = ["-c", "cat /data/data; echo x > /data/data || echo ' kept'"], WorkDirectory = job.Path, Limits = Small,
            ExtraBinds = [new ReadOnlyBind(shared.FullName, "/data")],
        };

        Assert.Equal("data kept\n", (await fixture.Tools.Sandbox.RunAsync(request, TestContext.Current.CancellationToken)).StandardOutput);
    }

    [Fact]
    public async Task RunAsync_UnsafeNoSandbox_StillLimitsTime()
    {
        using var job = fixture.Runner.CreateJob();
        var sandbox = new Sandbox(unsafeNoSandbox: true);
        var request = new SandboxRequest { Tool = "sh", Executable = "/usr/bin/sh", Arguments = ["-c", "echo $HWAGENT_TEST_SECRET; sleep 100"], WorkDirectory = job.Path, Limits = Small with { WallTime = TimeSpan.FromSeconds(1) } };

        var result = await sandbox.RunAsync(request, TestContext.Current.CancellationToken);

        Assert.False(sandbox.IsProtecting);
        Assert.True(result.TimedOut);
        Assert.Equal("\n", result.StandardOutput);
    }

    private static string Without(string text, params string[] lines) => string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !lines.Contains(line)).Select(static line => line + "\n"));

    private static IEnumerable<string> CommandLines()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(static path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            yield return line;
        }
    }
}
