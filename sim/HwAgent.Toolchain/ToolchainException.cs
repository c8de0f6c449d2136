namespace HwAgent.Toolchain;

/// <summary>Root of what this project throws: the environment, not the design, is at fault, and the message says what to do.</summary>
public abstract class ToolchainException : Exception
{
    protected ToolchainException(string message)
        : base(message)
    {
    }

    protected ToolchainException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
