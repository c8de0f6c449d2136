using System.Text.RegularExpressions;

namespace HwAgent.Toolchain.Inventory;

/// <summary>What is known of a tool before looking for it.</summary>
/// <param name="Name">Name of the executable.</param>
/// <param name="VersionArguments">Makes it print its version.</param>
/// <param name="VersionPattern">Its first match in that output is the version.</param>
/// <param name="NeededFor">What does not work without it.</param>
/// <param name="Required">Nothing works without it.</param>
/// <param name="DebianPackage">Where it comes from on Debian and Ubuntu.</param>
/// <param name="FedoraPackage">Where it comes from on Fedora.</param>
/// <param name="HomebrewPackage">Where it comes from on macOS; null where it does not exist.</param>
internal sealed partial record ToolDescription(
    string Name,
    IReadOnlyList<string> VersionArguments,
    Regex VersionPattern,
    string NeededFor,
    bool Required,
    string DebianPackage,
    string FedoraPackage,
    string? HomebrewPackage)
{
    /// <summary>Every tool the product may start.</summary>
    public static IReadOnlyList<ToolDescription> All { get; } =
    [
        new("dotnet", ["--version"], NumberOnwards(), "building and running HwAgent", true, "dotnet-sdk-10.0", "dotnet-sdk-10.0", "dotnet"),
        new("bwrap", ["--version"], NumberOnwards(), "the sandbox around every tool run", true, "bubblewrap", "bubblewrap", null),
        new("verilator", ["--version"], NumberOnwards(), "lint, whole-chip simulation", true, "verilator", "verilator", "verilator"),
        new("iverilog", ["-V"], NumberOnwards(), "simulating single units", true, "iverilog", "iverilog", "icarus-verilog"),
        new("vvp", ["-V"], NumberOnwards(), "simulating single units", true, "iverilog", "iverilog", "icarus-verilog"),
        new("yosys", ["-V"], NumberOnwards(), "synthesis: area, flip-flops, memory bits, logic depth", true, "yosys", "yosys", "yosys"),
        new("g++", ["-dumpfullversion"], NumberOnwards(), "building Verilator simulations", true, "g++", "gcc-c++", "gcc"),
        new("make", ["--version"], NumberOnwards(), "building Verilator simulations", true, "make", "make", "make"),
    ];

    /// <summary>The install command for this operating system.</summary>
    public string InstallHint =>
        OperatingSystem.IsMacOS() ? HomebrewPackage is null ? $"{Name} does not exist for macOS; use a Linux machine or --unsafe-no-sandbox" : $"brew install {HomebrewPackage}"
        : File.Exists("/etc/fedora-release") ? $"sudo dnf install {FedoraPackage}"
        : $"sudo apt-get install {DebianPackage}";

    /// <exception cref="ArgumentException">No such tool is known.</exception>
    public static ToolDescription Of(string name) =>
        All.FirstOrDefault(tool => tool.Name == name) ?? throw new ArgumentException($"'{name}' is not among the tools this product starts.", nameof(name));

    [GeneratedRegex(@"\d+\.[^\r\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex NumberOnwards();
}
