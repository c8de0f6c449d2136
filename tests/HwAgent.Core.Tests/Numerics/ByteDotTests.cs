using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

public sealed class ByteDotTests
{
    private static readonly Gen<byte> Unsigned = Gen.OneOf(Gen.Byte, Gen.OneOf((byte)0, (byte)255));
    private static readonly Gen<sbyte> Signed = Gen.OneOf(Gen.SByte, Gen.OneOf(sbyte.MinValue, sbyte.MaxValue));

    /// <summary>Both ways of computing it; vpmaddubsw alone would saturate at the extremes.</summary>
    [Fact]
    public void Add_AnyBytes_IsExact()
    {
        if (!Avx2.IsSupported) return;
        Gen.Select(Gen.Int[-1 << 30, 1 << 30], Unsigned.Array[32], Signed.Array[32]).Sample((start, u, s) =>
        {
            var expected = Enumerable.Range(0, 8).Select(lane => start + Enumerable.Range(4 * lane, 4).Sum(i => u[i] * s[i])).ToArray();
            var (a, b) = (Vector256.Create(u), Vector256.Create(s));
            Assert.Equal(expected, Lanes(ByteDot.Add(Vector256.Create(start), a, b)));
            Assert.Equal(expected, Lanes(ByteDot.AddAvx2(Vector256.Create(start), a, b)));
        }, iter: 5000);
    }

    private static int[] Lanes(Vector256<int> vector)
    {
        var lanes = new int[8];
        vector.CopyTo(lanes);
        return lanes;
    }
}
