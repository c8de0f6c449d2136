using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>3-bit weights: the upper two bits as <see cref="Width2"/>, then one vector with the lowest bits, that of vector v in bit v of the bytes.</summary>
internal readonly unsafe struct Width3 : IPanelWidth
{
    public static int Bits => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Load(byte* block, int vector)
    {
        var lowest = Vector256.Load(block + 64).AsUInt16();
        if (vector < 5) lowest = Vector256.ShiftLeft(lowest, 5 - vector);
        else if (vector > 5) lowest = Vector256.ShiftRightLogical(lowest, vector - 5);
        return Width2.Load(block, vector) | (lowest.AsByte() & Vector256.Create((byte)0x20)).AsSByte();
    }
}
