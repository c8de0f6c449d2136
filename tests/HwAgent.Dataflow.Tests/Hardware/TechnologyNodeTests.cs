using CsCheck;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Tests.Hardware;

public class TechnologyNodeTests
{
    private static readonly TechnologyNode Node = TechnologyNode.Horowitz45;

    [Theory]
    // Points of the table: 10, 20 and 100 pJ for 8 bytes.
    [InlineData(8, 1.25)]
    [InlineData(32, 2.5)]
    [InlineData(1024, 12.5)]
    // Between 8 and 32 KiB energy doubles while size is fourfold: the square root of the size.
    [InlineData(16, 1.76777)]
    // Below the table the same law goes on: 1.25 / sqrt(8).
    [InlineData(1, 0.441942)]
    // Between 32 KiB and 1 MiB: fivefold over 2^5, so 2.5 * 5^(3/5) at 256 KiB. CACTI 7 at 45 nm gives 46/8 = 5.75.
    [InlineData(256, 6.56632)]
    public void SramPicojoulesPerByte_Size_FollowsThePowerLaw(double kib, double picojoules) =>
        Assert.Equal(picojoules, Node.SramPicojoulesPerByte(kib), 1e-5);

    [Fact]
    public void SramPicojoulesPerByte_LargerMacro_NeverCostsLess() =>
        Gen.Select(Gen.Double[0.01, 1e5], Gen.Double[1, 100])
            .Sample((kib, factor) => Node.SramPicojoulesPerByte(kib) <= Node.SramPicojoulesPerByte(kib * factor) * (1 + 1e-12), seed: "0000000000001", iter: 1000);

    [Fact]
    public void SramPicojoulesPerByte_TinyMacro_CostsARegister() => Assert.Equal(Node.RegisterPicojoulesPerByte, Node.SramPicojoulesPerByte(1e-6));

    [Fact]
    public void SramPicojoulesPerByte_OnePoint_IsConstant() =>
        Assert.Equal(3, (Node with { SramTable = [new(64, 3)] }).SramPicojoulesPerByte(1));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void SramPicojoulesPerByte_NoSize_Throws(double kib) => Assert.Throws<ArgumentOutOfRangeException>(() => Node.SramPicojoulesPerByte(kib));

    [Fact]
    public void MacPicojoules_Width_ScalesTheMultiplyAndKeepsTheAdd()
    {
        // 0.2 pJ multiply scaled by the weight's width, 0.1 pJ add.
        foreach (var bits in new[] { 8, 4, 2 }) Assert.Equal((0.2 * bits / 8) + 0.1, Node.MacPicojoules(bits), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => Node.MacPicojoules(3));
    }
}
