namespace HwAgent.Cli.Tests.Launcher;

/// <summary>How the launcher comes by the .NET SDK.</summary>
public sealed class SdkInstallTests
{
    private const string Root = "#!/bin/sh\necho 0\n";

    private const string User = "#!/bin/sh\necho 1000\n";

    private const string AptGet = """
        #!/bin/sh
        echo "apt-get $*" >>"$DUMMY_LOG"
        for name in "$@"; do
            case $name in
            curl) rm -f "$DUMMY_FOLDER/bin/curl"; cat "$DUMMY_FOLDER/downloads/curl" >"$DUMMY_FOLDER/bin/curl"; chmod +x "$DUMMY_FOLDER/bin/curl" ;;
            dotnet-sdk-10.0) rm -f "$DUMMY_FOLDER/bin/dotnet"; cat "$DUMMY_FOLDER/downloads/dotnet" >"$DUMMY_FOLDER/bin/dotnet"; chmod +x "$DUMMY_FOLDER/bin/dotnet" ;;
            esac
        done
        """;

    /// <summary>As Debian 12 answers.</summary>
    private const string NoPackage = "#!/bin/sh\necho 'N: Unable to locate package dotnet-sdk-10.0'\n";

    [Fact]
    public async Task Run_NoPackageHasTheSdk_InstallsItWithMicrosoftsScript()
    {
        using var launcher = Create(Root, NoPackage, withCurl: false);

        var result = await launcher.RunAsync("design", "x.yaml");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("argument design", result.Output);
        Assert.Contains("hwagent: running: https://dot.net/v1/dotnet-install.sh --channel 10.0 --install-dir ~/.dotnet\n", result.Error);
        Assert.Equal(
            ["apt-get update", "apt-get install", "curl -fsSL", "dotnet-install --channel", "publish agent/HwAgent.Cli/HwAgent.Cli.csproj"],
            launcher.Calls.Select(call => string.Join(' ', call.Split(' ').Take(2))));
        Assert.Contains(" curl", launcher.Calls[1]);
        Assert.DoesNotContain("dotnet-sdk", launcher.Calls[1]);
        Assert.EndsWith(" https://dot.net/v1/dotnet-install.sh", launcher.Calls[2]);
        Assert.Equal($"dotnet-install --channel 10.0 --install-dir {launcher.Root}/.dotnet", launcher.Calls[3]);
        Assert.False(File.Exists(Path.Combine(launcher.Repository, ".hwagent/dotnet-install.sh")));
    }

    [Fact]
    public async Task Run_AfterTheScript_FindsTheSdkAtOnce()
    {
        using var launcher = Create(Root, NoPackage, withCurl: true);
        await launcher.RunAsync("design");
        var calls = launcher.Calls.Count;

        var result = await launcher.RunAsync("design");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.Equal(calls, launcher.Calls.Count);
    }

    /// <summary>The script writes to the user's own folder only.</summary>
    [Fact]
    public async Task Run_NoPackageAndNoRoot_InstallsTheSdkAllTheSame()
    {
        using var launcher = Create(User, NoPackage, withCurl: true);

        var result = await launcher.RunAsync("design");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain(launcher.Calls, call => call.StartsWith("apt-get", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(launcher.Root, ".dotnet/dotnet")));
    }

    [Fact]
    public async Task Run_PackageHasTheSdk_InstallsThat()
    {
        using var launcher = Create(Root, "#!/bin/sh\necho '  Candidate: 10.0.100-1'\n", withCurl: true);

        var result = await launcher.RunAsync("design");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(launcher.Calls, call => call.StartsWith("apt-get install", StringComparison.Ordinal) && call.Contains(" dotnet-sdk-10.0", StringComparison.Ordinal));
        Assert.DoesNotContain(launcher.Calls, call => call.StartsWith("curl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_DownloadFails_ShowsWhyAndListsTheCommands()
    {
        using var launcher = Create(Root, NoPackage, withCurl: true);
        launcher.AddScript("curl", "#!/bin/sh\necho 'curl: (6) Could not resolve host: dot.net' >&2\nexit 6\n");

        var result = await launcher.RunAsync("design");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("curl: (6) Could not resolve host: dot.net\n", result.Error);
        Assert.Contains("curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0", result.Error);
        Assert.False(Directory.Exists(Path.Combine(launcher.Root, ".dotnet")));
        Assert.False(launcher.IsBuilt);
    }

    [Fact]
    public async Task Run_ScriptFails_ShowsWhyAndListsTheCommands()
    {
        using var launcher = Create(Root, NoPackage, withCurl: true);
        launcher.Write("../fail", "");

        var result = await launcher.RunAsync("design");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("dotnet_install: Error: no space left\n", result.Error);
        Assert.Contains("Missing: dotnet.", result.Error);
        Assert.False(launcher.IsBuilt);
    }

    [Theory]
    [InlineData(Root)]
    [InlineData(User)]
    public async Task Run_NoInstall_DownloadsNothing(string id)
    {
        using var launcher = Create(id, NoPackage, withCurl: true);

        var result = await launcher.RunAsync("--no-install", "design");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Missing: dotnet.", result.Error);
        Assert.Empty(launcher.Calls);
    }

    /// <summary>A machine with the RTL tools and apt-get, without the SDK.</summary>
    private static LauncherFolder Create(string id, string aptCache, bool withCurl)
    {
        var launcher = new LauncherFolder(withDotnet: false, withRtlTools: true);
        launcher.AddScript("id", id);
        launcher.AddScript("apt-get", AptGet);
        launcher.AddScript("apt-cache", aptCache);
        launcher.AddDownloads(withCurl);
        return launcher;
    }
}
