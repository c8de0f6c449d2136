using HwAgent.Cli.Tests.Repository;

namespace HwAgent.Cli.Tests.Launcher;

/// <summary>
/// A copy of <c>./hwagent</c> in a folder of its own, with a PATH that holds the usual POSIX commands and, on request,
/// dummy executables in place of the .NET SDK, the RTL tools and apt-get, each of which logs how it was called.
/// </summary>
internal sealed class LauncherFolder : IDisposable
{
    private static readonly string[] RtlTools = ["verilator", "iverilog", "vvp", "yosys", "g++", "make", "bwrap"];

    /// <summary>What <c>./hwagent test</c> needs beside them.</summary>
    public static readonly string[] TestTools = ["slurmctld", "slurmd", "sbatch", "munged"];

    private static readonly string[] PosixCommands =
        ["bash", "sh", "env", "cat", "dirname", "basename", "readlink", "grep", "sed", "sort", "find", "cksum", "cmp", "head", "tail",
         "tr", "mkdir", "mktemp", "mv", "rm", "sleep", "uname", "flock", "touch", "id", "git", "chmod"];

    // Builds by writing the file that the launcher then runs; slow enough for two calls to meet; fails when told to.
    private const string Dotnet = """
        #!/bin/sh
        case $1 in
        --list-sdks) echo '10.0.100 [/sdk]' ;;
        build | publish)
            echo "$1 $2" >>"$DUMMY_LOG"
            sleep 0.3
            if [ -e "$DUMMY_FOLDER/fail" ]; then echo "A.cs(1,2): error CS1002: ; expected"; exit 1; fi
            mkdir -p agent/HwAgent.Cli/bin/Release/published
            touch agent/HwAgent.Cli/bin/Release/published/hwagent.dll ;;
        *.dll)
            shift
            echo "root $HWAGENT_ROOT"
            echo "folder $PWD"
            for argument in "$@"; do echo "argument $argument"; done ;;
        esac
        """;

    // Delivers an install script to the file asked for with -o; the script installs the dummy SDK where it is told to.
    private const string Curl = """
        #!/bin/sh
        echo "curl $*" >>"$DUMMY_LOG"
        for argument in "$@"; do
            if [ "$previous" = -o ]; then cat "$DUMMY_FOLDER/downloads/dotnet-install.sh" >"$argument"; fi
            previous=$argument
        done
        """;

    private const string DotnetInstall = """
        echo "dotnet-install $*" >>"$DUMMY_LOG"
        if [ -e "$DUMMY_FOLDER/fail" ]; then echo "dotnet_install: Error: no space left"; exit 1; fi
        mkdir -p "$4"
        cat "$DUMMY_FOLDER/downloads/dotnet" >"$4/dotnet"
        chmod +x "$4/dotnet"
        """;

    private readonly TemporaryFolder folder = new();

    public LauncherFolder(bool withDotnet, bool withRtlTools)
    {
        // The dummy or nothing: the SDK of this machine, at its usual places, must not be found.
        var launcher = RepositoryFiles.Read("hwagent");
        foreach (var place in new[] { "/usr/share", "/usr/lib", "/usr/local/share", "/usr/sbin", "/opt/homebrew" }) launcher = launcher.Replace(place, "/nonexistent");
        folder.WriteScript("repo/hwagent", launcher);
        folder.Write("repo/agent/A.cs", "class A;\n");
        folder.Write("repo/sim/B.cs", "class B;\n");
        Directory.CreateDirectory(Path.Combine(folder.Path, "bin"));
        foreach (var command in PosixCommands) Link(command);
        if (withRtlTools) foreach (var tool in RtlTools.Concat(TestTools)) AddTool(tool);
        if (withDotnet) AddScript("dotnet", Dotnet);
    }

    public string Repository => Path.Combine(folder.Path, "repo");

    public string Root => folder.Path;

    /// <summary>How the dummies were called, one line a call.</summary>
    public IReadOnlyList<string> Calls => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    /// <summary>Value of the environment variable HWAGENT_NO_INSTALL.</summary>
    public string? NoInstall { get; init; }

    public bool IsBuilt => Directory.Exists(Path.Combine(Repository, "agent/HwAgent.Cli"));

    private string Log => Path.Combine(folder.Path, "calls.log");

    public void AddTool(string name) => AddScript(name, "#!/bin/sh\nexit 0\n");

    public void AddScript(string name, string text) => folder.WriteScript($"bin/{name}", text);

    /// <summary>What the dummy curl downloads; and, when <paramref name="isInstalled"/>, that curl itself. Otherwise it waits in <c>downloads/curl</c> for apt-get.</summary>
    public void AddDownloads(bool isInstalled)
    {
        folder.WriteScript("downloads/dotnet", Dotnet);
        folder.Write("downloads/dotnet-install.sh", DotnetInstall);
        folder.WriteScript(isInstalled ? "bin/curl" : "downloads/curl", Curl);
    }

    public void Write(string name, string text) => folder.Write(Path.Combine("repo", name), text);

    public Task<ProcessResult> RunAsync(params string[] arguments) => RunFromAsync(Repository, "./hwagent", arguments);

    public Task<ProcessResult> RunFromAsync(string workingFolder, string launcher, params string[] arguments) =>
        ProcessResult.RunAsync(
            Path.Combine(folder.Path, "bin/bash"),
            [launcher, .. arguments],
            workingFolder,
            new Dictionary<string, string?>
            {
                ["PATH"] = Path.Combine(folder.Path, "bin"),
                ["HOME"] = folder.Path,
                ["DOTNET_ROOT"] = null,
                ["HWAGENT_NO_INSTALL"] = NoInstall,
                ["HWAGENT_ROOT"] = null,
                ["DUMMY_LOG"] = Log,
                ["DUMMY_FOLDER"] = folder.Path,
            });

    public void Dispose() => folder.Dispose();

    // Not every system has every command (flock, git): the launcher copes, so the test does.
    private void Link(string command)
    {
        var found = new[] { "/usr/bin", "/bin", "/usr/local/bin" }.Select(place => Path.Combine(place, command)).FirstOrDefault(File.Exists);
        if (found is not null) File.CreateSymbolicLink(Path.Combine(folder.Path, "bin", command), found);
    }
}
