namespace HwAgent.Toolchain.Inventory;

/// <summary>Finds executables as a shell would.</summary>
internal static class ToolLocator
{
    /// <summary>Absolute path of the first executable of this name on PATH, then in the system folders; null when there is none.</summary>
    public static string? Find(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var folder in (string[])[.. folders, "/usr/bin", "/bin", "/usr/sbin"])
        {
            if (!Path.IsPathRooted(folder)) continue;
            var path = Path.Combine(folder, name);
            if (File.Exists(path) && IsExecutable(path)) return path;
        }

        return null;
    }

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
