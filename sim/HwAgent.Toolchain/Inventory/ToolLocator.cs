namespace HwAgent.Toolchain.Inventory;

/// <summary>Finds executables as a shell would.</summary>
internal static class ToolLocator
{
    /// <summary>Absolute path of the first executable of this name on PATH, or in the system folders when there is no PATH; null when there is none.</summary>
    public static string? Find(string name)
    {
        string[] folders = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) : ["/usr/bin", "/bin"];
        foreach (var folder in folders)
        {
            if (!Path.IsPathRooted(folder)) continue;
            var candidate = Path.Combine(folder, name);
            if (File.Exists(candidate) && IsExecutable(candidate)) return candidate;
        }

        return null;
    }

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
