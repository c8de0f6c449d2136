using System.Runtime.Intrinsics.X86;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>Which paths this machine has.</summary>
public static class KernelPaths
{
    /// <summary>The quickest path that this machine can run.</summary>
    public static KernelPath Fastest { get; } = Supported.Max();

    /// <summary>Every path that this machine can run, the slowest first.</summary>
    public static IEnumerable<KernelPath> Supported => Enum.GetValues<KernelPath>().Where(IsSupported);

    public static bool IsSupported(KernelPath path) => path switch
    {
        KernelPath.Avx2 => Avx2.IsSupported,
        KernelPath.AvxVnni => AvxVnni.IsSupported,
        _ => true,
    };
}
