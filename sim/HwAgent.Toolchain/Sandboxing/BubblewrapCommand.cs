using System.Globalization;

namespace HwAgent.Toolchain.Sandboxing;

/// <summary>Composes the command line that runs a tool in bubblewrap. Nothing here is taken from a design.</summary>
internal static class BubblewrapCommand
{
    public const string JobFolder = "/job";
    private const long TemporaryBytes = 1L << 30;

    /// <summary>
    /// Before Linux 5.14 the limit on processes counts every process of the user on the host, since then those of the user namespace.
    /// On an older kernel an ordinary user's own processes need room beside the tool's; the limit then still ends a fork bomb.
    /// </summary>
    private const int RoomForOwnProcesses = 4096;

    private static readonly Version ProcessCountPerNamespace = new(5, 14);

    /// <summary>The command, executable first.</summary>
    public static IReadOnlyList<string> Compose(SandboxRequest request, SandboxUser user, string bwrap, string? setpriv)
    {
        var command = new List<string>();
        if (user.Uid is { } uid)
        {
            var id = uid.ToString(CultureInfo.InvariantCulture);
            command.AddRange([setpriv ?? throw new SandboxUnavailableException("setpriv (package util-linux) is missing."),
                "--reuid", id, "--regid", id, "--clear-groups", "--"]);
        }

        command.AddRange([bwrap, "--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534",
            "--die-with-parent", "--new-session",
            "--clearenv", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", JobFolder, "--setenv", "LANG", "C",
            "--ro-bind", "/usr", "/usr"]);
        foreach (var link in (string[])["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"])
        {
            if (new DirectoryInfo(link).LinkTarget is { } target) command.AddRange(["--symlink", target, link]);
            else if (Directory.Exists(link)) command.AddRange(["--ro-bind", link, link]);
        }

        // Only these: a whole /dev would bring shared memory, a place to fill.
        foreach (var device in (string[])["/dev/null", "/dev/zero", "/dev/urandom"]) command.AddRange(["--dev-bind", device, device]);
        // No process file system, but Yosys looks here for where it is installed.
        if (Path.IsPathRooted(request.Executable)) command.AddRange(["--symlink", request.Executable, "/proc/self/exe"]);
        foreach (var bind in Binds(request)) command.AddRange(["--ro-bind", bind.HostPath, bind.SandboxPath]);
        command.AddRange(["--size", Text(TemporaryBytes), "--tmpfs", "/tmp", "--bind", request.WorkDirectory, JobFolder,
            "--chdir", JobFolder, "--remount-ro", "/", "--"]);
        command.AddRange(Limited(request, user.Uid is null && Environment.OSVersion.Version < ProcessCountPerNamespace ? RoomForOwnProcesses : 0));
        return command;
    }

    /// <summary>The command with its limits and nothing else, for <c>--unsafe-no-sandbox</c>.</summary>
    public static IReadOnlyList<string> ComposeUnsafe(SandboxRequest request, bool hasPrlimit) =>
        hasPrlimit ? Limited(request, RoomForOwnProcesses) : [request.Executable, .. request.Arguments];

    private static List<string> Limited(SandboxRequest request, int roomForOwnProcesses)
    {
        var limits = request.Limits;
        var cpuSeconds = (long)Math.Ceiling(limits.CpuTime.TotalSeconds);
        return
        [
            "/usr/bin/prlimit",
            $"--as={Text(limits.MemoryBytes)}",
            $"--nproc={Text(limits.Processes + roomForOwnProcesses)}",
            $"--fsize={Text(limits.FileBytes)}",
            // The soft limit sends SIGXCPU, which tells a timeout from a crash; the hard one ends who ignores it.
            $"--cpu={Text(cpuSeconds)}:{Text(cpuSeconds + 1)}",
            "--core=0",
            "--nofile=512",
            "--",
            request.Executable,
            .. request.Arguments,
        ];
    }

    /// <summary>A tool installed outside /usr brings its installation folder (the parent of its bin) along.</summary>
    private static IEnumerable<ReadOnlyBind> Binds(SandboxRequest request)
    {
        foreach (var bind in request.ExtraBinds) yield return bind;
        foreach (var folder in request.FurtherTools.Prepend(request.Executable).Select(Installation).OfType<string>().Distinct())
        {
            yield return new ReadOnlyBind(folder, folder);
        }
    }

    /// <summary>The folder a tool needs to see; null when it lies in one that every run sees.</summary>
    private static string? Installation(string executable) =>
        !Path.IsPathRooted(executable) || InSystemFolder(executable) ? null
        : executable.StartsWith("/nix/store/", StringComparison.Ordinal) ? "/nix/store"
        : Path.GetDirectoryName(Path.GetDirectoryName(executable)) is { Length: > 1 } prefix ? prefix
        : null;

    private static bool InSystemFolder(string path) =>
        path.StartsWith("/usr/", StringComparison.Ordinal) || path.StartsWith("/bin/", StringComparison.Ordinal) || path.StartsWith("/sbin/", StringComparison.Ordinal);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
