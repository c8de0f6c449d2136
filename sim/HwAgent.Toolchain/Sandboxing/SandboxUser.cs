using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace HwAgent.Toolchain.Sandboxing;

/// <summary>
/// The host user a sandboxed run has. An ordinary user runs as itself, mapped to 65534 inside. Root must not: for a process that is
/// root on the host the kernel ignores the limit on processes, even in a user namespace. So root gives each job folder an unused host
/// uid of its own, which also keeps parallel jobs from signalling each other.
/// </summary>
internal sealed partial class SandboxUser
{
    /// <summary>0x70000000: above anything useradd or a container manager hands out by default, below the sign bit.</summary>
    private const int FirstUid = 0x7000_0000;

    private SandboxUser(int? uid) => Uid = uid;

    /// <summary>Host uid and gid to change to, or null to stay.</summary>
    public int? Uid { get; }

    /// <summary>The user for jobs in this folder: the same for every run there, so that a later run can go on with an earlier one's files.</summary>
    public static SandboxUser ForFolder(string folder)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return new(null);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(folder));
        return new(FirstUid + (BitConverter.ToInt32(hash) & 0x07FF_FFFF));
    }

    /// <summary>Hands the folder itself to this user. What the host wrote into it stays the host's and is read-only inside.</summary>
    /// <exception cref="SandboxUnavailableException">The folder lies where this user can not get to.</exception>
    public void TakeOver(string folder)
    {
        if (Uid is not { } uid || OperatingSystem.IsWindows()) return;
        for (var parent = Directory.GetParent(folder); parent is not null; parent = parent.Parent)
        {
            if ((parent.UnixFileMode & UnixFileMode.OtherExecute) == 0)
            {
                throw new SandboxUnavailableException(
                    $"it works in {folder}, and the unprivileged user it runs as can not pass through {parent.FullName}; set the job folder to a place such as /tmp.");
            }
        }

        if (ChangeOwner(folder, uid, uid) != 0)
        {
            throw new SandboxUnavailableException($"the job folder {folder} can not be given to the sandbox user (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, int owner, int group);
}
