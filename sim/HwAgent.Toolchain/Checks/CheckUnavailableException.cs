namespace HwAgent.Toolchain.Checks;

/// <summary>The sandbox can run, but not with the program that is to judge.</summary>
public sealed class CheckUnavailableException : ToolchainException
{
    public CheckUnavailableException(string executable, string reason)
        : base($"{executable} can not be used in the sandbox: {reason}. The sandbox runs as a user without rights: name a program that everyone may read, such as one in /usr/bin.")
    {
    }
}
