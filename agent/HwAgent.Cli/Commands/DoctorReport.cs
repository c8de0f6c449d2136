using HwAgent.Toolchain.Inventory;

namespace HwAgent.Cli.Commands;

/// <summary>What <c>hwagent doctor --json</c> prints.</summary>
/// <param name="Version">Of hwagent.</param>
/// <param name="Commit">Git commit of the build, or null.</param>
/// <param name="Runtime">Of .NET.</param>
/// <param name="OperatingSystem">Name and version.</param>
/// <param name="ProcessorCount">Logical cores.</param>
/// <param name="Ready">Every required tool is there.</param>
/// <param name="Tools">All tools, missing ones included.</param>
public sealed record DoctorReport(
    string Version,
    string? Commit,
    string Runtime,
    string OperatingSystem,
    int ProcessorCount,
    bool Ready,
    IReadOnlyList<ToolStatus> Tools);
