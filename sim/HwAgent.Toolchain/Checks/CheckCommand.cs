using HwAgent.Toolchain.Inventory;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Checks;

/// <summary>A program of the user's that judges texts.</summary>
/// <param name="Executable">Absolute path.</param>
/// <param name="Arguments">Passed as they are.</param>
/// <param name="Files">The user's files that it finds beside the texts: name and content.</param>
/// <param name="Limits">What one judgement may use.</param>
public sealed record CheckCommand(string Executable, IReadOnlyList<string> Arguments, IReadOnlyList<(string Name, byte[] Content)> Files, ResourceLimits Limits)
{
    private const long MiB = 1L << 20;

    /// <summary>Processes and threads of one judgement, the sandbox's own included: enough for a compiler driver, too few for a fork bomb.</summary>
    private const int Processes = 64;

    /// <summary>Where every sandbox looks first: what lies there needs no folder of its own, which its user may not be allowed to enter.</summary>
    private static readonly string[] SystemFolders = ["/usr/bin", "/bin"];

    /// <summary>The program in the system's folders, else as a shell would find it; null when there is none.</summary>
    public static string? Locate(string program) => Path.IsPathRooted(program)
        ? File.Exists(program) ? program : null
        : SystemFolders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? ToolLocator.Find(program);

    /// <summary>Limits of one judgement by the two figures that a user sets.</summary>
    public static ResourceLimits LimitsOf(int seconds, int memoryMib) =>
        new(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds), memoryMib * MiB, Processes, 64 * MiB, 64 * 1024);
}
