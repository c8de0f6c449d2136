using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>
/// <see cref="KernelPath.Avx2"/>: even and odd bytes as 16-bit numbers, multiplied and added in pairs (vpmaddwd). The shorter vpmaddubsw adds its
/// pairs in 16 bits and saturates: 2 * 255 * 128 is too large.
/// </summary>
internal readonly struct Avx2Dot : IDotProduct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> activations, Vector256<sbyte> weights)
    {
        var pairs = activations.AsInt16();
        var evenActivations = pairs & Vector256.Create((short)0xFF);
        var oddActivations = Avx2.ShiftRightLogical(pairs, 8);
        var evenWeights = Avx2.ShiftRightArithmetic(Avx2.ShiftLeftLogical(weights.AsInt16(), 8), 8);
        var oddWeights = Avx2.ShiftRightArithmetic(weights.AsInt16(), 8);
        return sums + (Avx2.MultiplyAddAdjacent(evenActivations, evenWeights) + Avx2.MultiplyAddAdjacent(oddActivations, oddWeights));
    }
}
