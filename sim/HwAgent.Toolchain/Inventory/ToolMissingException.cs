namespace HwAgent.Toolchain.Inventory;

/// <summary>A tool that the work needs is not installed, or is there and does not start.</summary>
public sealed class ToolMissingException : ToolchainException
{
    public ToolMissingException(ToolStatus tool)
        : base(tool.Path is null
            ? $"{tool.Name} is not installed; it is needed for {tool.NeededFor}. Install it: {tool.InstallHint}"
            : $"{tool.Path} does not answer when asked for its version; {tool.Name} is needed for {tool.NeededFor}. Reinstall it: {tool.InstallHint}")
    {
        Tool = tool;
    }

    public ToolStatus Tool { get; }
}
