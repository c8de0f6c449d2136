using CsCheck;
using HwAgent.Core.Compression;

namespace HwAgent.Core.Tests.Compression;

public sealed class WeightPackingTests
{
    [Fact]
    public void Unpack_PackedRow_GivesTheValuesBack() =>
        Gen.Select(Gen.OneOf(2, 3, 4, 8), Gen.Int[-128, 127].Array[0, 80]).Sample((bits, numbers) =>
        {
            sbyte[] values = [.. numbers.Select(number => (sbyte)(number >> (8 - bits)))];
            var packed = new byte[WeightPacking.Bytes(values.Length, bits)];
            Array.Fill(packed, (byte)0xA5);
            WeightPacking.Pack(values, bits, packed);
            var found = new sbyte[values.Length];
            WeightPacking.Unpack(packed, bits, found);
            Assert.Equal(values, found);
        }, iter: 5000);

    /// <summary>Three-bit numbers 1, -1, 2, -4: 001, 111, 010, 100 from the lowest bit up make 100010111001.</summary>
    [Fact]
    public void Pack_ThreeBits_LaysTheLowestBitFirst()
    {
        var packed = new byte[WeightPacking.Bytes(4, 3)];
        WeightPacking.Pack([1, -1, 2, -4], 3, packed);
        Assert.Equal([0b10111001, 0b1000], packed);
    }
}
