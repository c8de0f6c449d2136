namespace HwAgent.Toolchain.Inventory;

/// <summary>One external tool as this machine has it.</summary>
/// <param name="Name">Name of the executable.</param>
/// <param name="Version">What the tool says of itself, or null when it is missing or does not answer.</param>
/// <param name="Path">Absolute path, or null when it is missing.</param>
/// <param name="NeededFor">What does not work without it.</param>
/// <param name="Required">Nothing works without it.</param>
/// <param name="InstallHint">The command that installs it.</param>
public sealed record ToolStatus(string Name, string? Version, string? Path, string NeededFor, bool Required, string InstallHint)
{
    /// <summary>Found, and it answered.</summary>
    public bool IsUsable => Path is not null && Version is not null;
}
