using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>2-bit weights: four vectors in one, vector v in bits 2 (v mod 4) and the next of the bytes.</summary>
internal readonly unsafe struct Width2 : IPanelWidth
{
    public static int Bits => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Load(byte* block, int vector)
    {
        var folded = Vector256.Load(block + 32 * (vector / 4));
        if (vector % 4 != 3) folded = Vector256.ShiftLeft(folded.AsUInt16(), 6 - 2 * (vector % 4)).AsByte();
        return (folded & Vector256.Create((byte)0xC0)).AsSByte();
    }
}
