namespace HwAgent.Toolchain.Sandboxing;

/// <summary>Bubblewrap is missing or can not start here, and the user did not ask to go without.</summary>
public sealed class SandboxUnavailableException : ToolchainException
{
    public SandboxUnavailableException(string reason)
        : base($"The sandbox can not run here: {reason}\n"
            + "Generated hardware code is untrusted and is only run inside bubblewrap. To repair it: install bubblewrap 0.8 or later "
            + "(Debian/Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap); inside a container, start the container so "
            + "that user namespaces work; on Ubuntu 24.04 and later, allow them for bwrap through an AppArmor profile or "
            + "'sysctl kernel.apparmor_restrict_unprivileged_userns=0'. To run the tools without protection, at your own risk, pass --unsafe-no-sandbox.")
    {
    }
}
