using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HwAgent.Core.Integer.Kernels;

/// <summary><see cref="KernelPath.AvxVnni"/>: vpdpbusd.</summary>
internal readonly struct VnniDot : IDotProduct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> activations, Vector256<sbyte> weights) =>
        AvxVnni.MultiplyWideningAndAdd(sums, activations, weights);
}
