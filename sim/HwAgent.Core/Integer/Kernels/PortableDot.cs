using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary><see cref="KernelPath.Portable"/>: each of the four bytes brought to 32 bits by shifts, which every processor has.</summary>
internal readonly struct PortableDot : IDotProduct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> activations, Vector256<sbyte> weights)
    {
        var a = activations.AsInt32();
        var w = weights.AsInt32();
        var low = Vector256.Create(0xFF);
        sums += (a & low) * Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(w, 24), 24);
        sums += (Vector256.ShiftRightLogical(a, 8) & low) * Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(w, 16), 24);
        sums += (Vector256.ShiftRightLogical(a, 16) & low) * Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(w, 8), 24);
        return sums + Vector256.ShiftRightLogical(a, 24) * Vector256.ShiftRightArithmetic(w, 24);
    }
}
