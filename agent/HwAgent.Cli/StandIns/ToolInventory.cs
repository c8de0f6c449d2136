using System.Diagnostics;

namespace HwAgent.Toolchain.Inventory;

/// <summary>Stands in for the type of the same name in HwAgent.Toolchain: same shape; this folder goes when that one arrives.</summary>
public static class ToolInventory
{
    private static readonly (string Program, string Argument, string Package, string NeededFor)[] Tools =
    [
        ("verilator", "--version", "verilator", "lint and whole-chip simulation"),
        ("iverilog", "-V", "iverilog", "simulation of single units"),
        ("yosys", "-V", "yosys", "synthesis: area, flip-flops, logic depth"),
        ("g++", "--version", "g++", "compiling Verilator models"),
        ("make", "--version", "make", "compiling Verilator models"),
        ("bwrap", "--version", "bubblewrap", "the sandbox for generated RTL"),
    ];

    public static async Task<IReadOnlyList<ToolStatus>> ProbeAsync(CancellationToken cancellationToken = default) => await Task.WhenAll(Tools.Select(async tool =>
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, tool.Program)).FirstOrDefault(File.Exists);
        var version = path is null ? null : await VersionAsync(path, tool.Argument, cancellationToken);
        return new ToolStatus(tool.Program, version, path, tool.NeededFor, true, $"apt-get install {tool.Package}");
    }));

    private static async Task<string> VersionAsync(string path, string argument, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(path, argument) { RedirectStandardOutput = true })!;
        await using var kill = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        return text.Split('\n', 2)[0].Trim();
    }
}
