namespace HwAgent.Toolchain.Inventory;

/// <summary>One external tool as this machine has it.</summary>
/// <param name="Name">Its usual name, e.g. <c>verilator</c>.</param>
/// <param name="Version">What it says of itself, or null when it is missing.</param>
/// <param name="Path">Where it is, or null when it is missing.</param>
/// <param name="NeededFor">What does not work without it.</param>
/// <param name="Required">Whether the main job needs it.</param>
/// <param name="InstallHint">How to get it.</param>
public sealed record ToolStatus(string Name, string? Version, string? Path, string NeededFor, bool Required, string InstallHint)
{
    /// <summary>Found, and it answered.</summary>
    public bool IsUsable => Path is not null && Version is not null;
}
