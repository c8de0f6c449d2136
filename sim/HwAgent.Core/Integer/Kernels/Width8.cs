using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>8-bit weights: eight vectors as they are.</summary>
internal readonly unsafe struct Width8 : IPanelWidth
{
    public static int Bits => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Load(byte* block, int vector) => Vector256.Load((sbyte*)block + 32 * vector);
}
