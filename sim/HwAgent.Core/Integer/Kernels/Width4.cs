using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>4-bit weights: two vectors in one, the even one in the lower halves of the bytes, where it stands with 8 added (<see cref="FourBitRowKernel"/>).</summary>
internal readonly unsafe struct Width4 : IPanelWidth
{
    public static int Bits => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Load(byte* block, int vector)
    {
        var folded = Vector256.Load(block + 32 * (vector / 2));
        // Shifted as 16-bit numbers: what crosses from byte to byte is masked away. To take 8 from 4 bits is to turn the highest.
        if (vector % 2 == 0) folded = Vector256.ShiftLeft(folded.AsUInt16(), 4).AsByte() ^ Vector256.Create((byte)0x80);
        return (folded & Vector256.Create((byte)0xF0)).AsSByte();
    }
}
