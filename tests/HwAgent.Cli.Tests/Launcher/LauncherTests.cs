using HwAgent.Cli.Tests.Repository;

namespace HwAgent.Cli.Tests.Launcher;

public sealed class LauncherTests
{
    [Theory]
    [InlineData("--no-install", "design")]
    [InlineData("design", "--no-install")]
    [InlineData("--no-install")]
    public async Task Run_NoInstallWithoutTools_ListsTheCommandsAndFails(params string[] arguments)
    {
        using var launcher = new LauncherFolder(withDotnet: false, withRtlTools: false);
        launcher.AddScript("apt-get", "#!/bin/sh\necho \"apt-get $*\" >>\"$DUMMY_LOG\"\n");

        var result = await launcher.RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("sudo apt-get update && sudo apt-get install -y verilator iverilog yosys g++ make bubblewrap\n", result.Error);
        Assert.Contains("sudo apt-get update && sudo apt-get install -y dotnet-sdk-10.0 ", result.Error);
        Assert.Contains("sudo dnf install -y dotnet-sdk-10.0 verilator iverilog yosys gcc-c++ make bubblewrap\n", result.Error);
        Assert.Contains("brew install verilator icarus-verilog yosys\n", result.Error);
        Assert.Contains("brew install --cask dotnet-sdk\n", result.Error);
        Assert.Contains("xcode-select --install\n", result.Error);
        Assert.Empty(launcher.Calls);
        Assert.False(launcher.IsBuilt);
    }

    [Fact]
    public async Task Run_NoInstallOneToolMissing_ListsThatOneOnly()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: true);
        File.Delete(Path.Combine(launcher.Root, "bin/yosys"));

        var result = await launcher.RunAsync("--no-install", "design", "x.yaml");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Missing: yosys.", result.Error);
        Assert.Contains("apt-get install -y yosys\n", result.Error);
        Assert.DoesNotContain("verilator", result.Error);
        Assert.DoesNotContain("dotnet-sdk", result.Error);
        Assert.False(launcher.IsBuilt);
    }

    [Fact]
    public async Task Run_NoInstallInEnvironment_ListsTheCommandsAndFails()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: false) { NoInstall = "1" };
        launcher.AddScript("apt-get", "#!/bin/sh\necho \"apt-get $*\" >>\"$DUMMY_LOG\"\n");

        var result = await launcher.RunAsync("test");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("apt-get install -y verilator", result.Error);
        Assert.Empty(launcher.Calls);
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("workload")]
    [InlineData("map")]
    [InlineData("--version")]
    [InlineData("--help")]
    public async Task Run_CommandThatNeedsNoTool_RunsWithoutThem(string command)
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: false);

        var result = await launcher.RunAsync(command);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"argument {command}", result.Output);
    }

    [Fact]
    public async Task Run_MissingTool_SaysSoAndInstallsIt()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: true);
        File.Delete(Path.Combine(launcher.Root, "bin/yosys"));
        launcher.AddScript("id", "#!/bin/sh\necho 0\n");
        launcher.AddScript("apt-get", """
            #!/bin/sh
            echo "apt-get $*" >>"$DUMMY_LOG"
            case " $* " in *" yosys "*) printf '#!/bin/sh\n' >"$DUMMY_FOLDER/bin/yosys"; chmod +x "$DUMMY_FOLDER/bin/yosys" ;; esac
            """);

        var result = await launcher.RunAsync("design", "x.yaml");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("hwagent: missing: yosys\n", result.Error);
        Assert.Contains("hwagent: running: apt-get install -y --no-install-recommends yosys", result.Error);
        Assert.Contains("argument design", result.Output);
        Assert.Equal(3, launcher.Calls.Count); // update, install, publish
    }

    [Fact]
    public async Task Run_InstallFails_ListsTheCommands()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: false);
        launcher.AddScript("id", "#!/bin/sh\necho 0\n");
        launcher.AddScript("apt-get", "#!/bin/sh\necho 'E: no network'\nexit 100\n");

        var result = await launcher.RunAsync("design", "x.yaml");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("E: no network", result.Error);
        Assert.Contains("apt-get install -y verilator", result.Error);
        Assert.False(launcher.IsBuilt);
    }

    [Fact]
    public async Task Run_SourcesChange_BuildsExactlyThen()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: true);
        var counts = new List<int>();

        async Task CallAsync()
        {
            Assert.Equal(0, (await launcher.RunAsync("design")).ExitCode);
            counts.Add(launcher.Calls.Count(call => call.StartsWith("publish", StringComparison.Ordinal)));
        }

        await CallAsync(); // first call
        await CallAsync(); // nothing changed
        File.SetLastWriteTimeUtc(Path.Combine(launcher.Repository, "agent/A.cs"), DateTime.UtcNow);
        await CallAsync(); // only touched
        launcher.Write("agent/A.cs", "class B;\n");
        File.SetLastWriteTimeUtc(Path.Combine(launcher.Repository, "agent/A.cs"), DateTime.UnixEpoch);
        await CallAsync(); // changed, with an old date
        launcher.Write("sim/C.cs", "class C;\n");
        await CallAsync(); // added
        File.Delete(Path.Combine(launcher.Repository, "sim/B.cs"));
        await CallAsync(); // deleted
        launcher.Write("sim/README.md", "words\n");
        await CallAsync(); // documentation is no source

        Assert.Equal([1, 1, 1, 2, 3, 4, 4], counts);
    }

    [Fact]
    public async Task Run_NothingChangedSinceTheLastFullLook_ReadsNoSource()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: true);
        var read = Path.Combine(launcher.Root, "bin/cksum");
        var real = File.ResolveLinkTarget(read, returnFinalTarget: true)!.FullName;
        File.Delete(read); // a link to the machine's own
        launcher.AddScript("cksum", $"#!/bin/sh\necho cksum >>\"$DUMMY_LOG\"\nexec {real} \"$@\"\n");
        var counts = new List<int>();

        async Task CallAsync()
        {
            Assert.Equal(0, (await launcher.RunAsync("design")).ExitCode);
            counts.Add(launcher.Calls.Count(call => call == "cksum"));
        }

        await CallAsync(); // builds, which makes a folder beside the sources
        await CallAsync(); // looks at that
        await CallAsync();
        launcher.Write("global.json", "{}\n");
        await CallAsync(); // looks and, as something is new, once more under the build's lock, and builds
        await CallAsync();
        File.Delete(Path.Combine(launcher.Repository, "global.json"));
        await CallAsync();

        Assert.Equal(0, counts[2] - counts[1]);
        Assert.True(counts[3] > counts[2]);
        Assert.True(counts[5] > counts[4]);
        Assert.Equal(3, launcher.Calls.Count(call => call.StartsWith("publish", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_TwoFirstCallsAtOnce_BuildOnce()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: true);

        var results = await Task.WhenAll(launcher.RunAsync("design"), launcher.RunAsync("design"));

        Assert.All(results, result => Assert.Equal(0, result.ExitCode));
        Assert.Single(launcher.Calls);
    }

    [Fact]
    public async Task Run_TwoFirstCallsWithoutFlock_BuildOnce()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: true);
        File.Delete(Path.Combine(launcher.Root, "bin/flock"));

        var results = await Task.WhenAll(launcher.RunAsync("design"), launcher.RunAsync("design"));

        Assert.All(results, result => Assert.Equal(0, result.ExitCode));
        Assert.Single(launcher.Calls);
    }

    [Fact]
    public async Task Run_BuildFails_ShowsTheErrorsAndRunsNothing()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: true);
        await launcher.RunAsync("design");
        launcher.Write("agent/A.cs", "class\n");
        launcher.Write("../fail", "");

        var first = await launcher.RunAsync("design");
        var second = await launcher.RunAsync("design"); // the failure is not forgotten

        Assert.Equal(1, first.ExitCode);
        Assert.Equal("", first.Output);
        Assert.Contains("A.cs(1,2): error CS1002: ; expected", first.Error);
        Assert.Equal(1, second.ExitCode);
    }

    [Fact]
    public async Task Run_ThroughLinksFromElsewhere_KeepsFolderAndArguments()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: true);
        var links = Directory.CreateDirectory(Path.Combine(launcher.Root, "links")).FullName;
        File.CreateSymbolicLink(Path.Combine(links, "second"), "../repo/hwagent");
        File.CreateSymbolicLink(Path.Combine(links, "first"), "second");

        var result = await launcher.RunFromAsync(links, Path.Combine(links, "first"), "design", "a file.yaml", "", "--", "--no-install");

        Assert.Equal(
            $"root {launcher.Repository}\nfolder {links}\nargument design\nargument a file.yaml\nargument \nargument --\nargument --no-install\n",
            result.Output);
    }

    [Theory]
    [InlineData("test", 1, "Missing: slurmctld slurmd slurm-client munge.")]
    [InlineData("design", 0, "building")]
    public async Task Run_WithoutWhatOnlyTestsStart_TestAloneAsksForIt(string command, int exitCode, string message)
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: true);
        foreach (var tool in LauncherFolder.TestTools) File.Delete(Path.Combine(launcher.Root, "bin", tool));

        var result = await launcher.RunAsync("--no-install", command);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Error);
        if (exitCode == 0) return;
        Assert.Contains("apt-get install -y slurmctld slurmd slurm-client munge\n", result.Error);
        Assert.Contains("dnf install -y slurm-slurmctld slurm-slurmd slurm munge\n", result.Error);
    }

    [Fact]
    public async Task Run_TestWithUnknownProject_NamesThoseThatExist()
    {
        using var launcher = new LauncherFolder(withDotnet: true, withRtlTools: true);
        launcher.Write("tests/HwAgent.Core.Tests/HwAgent.Core.Tests.csproj", "<Project/>\n");

        var result = await launcher.RunAsync("test", "Coer");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no test project is called Coer; there are: HwAgent.Core.Tests", result.Error);
    }

    [Fact]
    public async Task Run_SecondCallOfThisRepository_BuildsNothing()
    {
        var launcher = Path.Combine(RepositoryFiles.Root, "hwagent");
        var first = await ProcessResult.RunAsync(launcher, ["--version"]);
        var second = await ProcessResult.RunAsync(launcher, ["--version"]);

        Assert.Equal(0, first.ExitCode);
        Assert.StartsWith("hwagent ", second.Output);
        Assert.Equal("", second.Error);
    }
}
