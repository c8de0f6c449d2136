using System.Security.Cryptography;
using System.Text;

namespace HwAgent.Toolchain.Simulation;

/// <summary>Which instructions this processor has: simulations are compiled for it and a cache may be shared between machines.</summary>
internal static class HostProcessor
{
    private static readonly Lazy<string> Computed = new(static () =>
    {
        var architecture = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
        if (!File.Exists("/proc/cpuinfo")) return architecture;
        var features = File.ReadLines("/proc/cpuinfo").Where(static line => line.StartsWith("flags", StringComparison.Ordinal) || line.StartsWith("Features", StringComparison.Ordinal) || line.StartsWith("model name", StringComparison.Ordinal)).Distinct();
        return architecture + " " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', features))));
    });

    public static string Identity => Computed.Value;
}
