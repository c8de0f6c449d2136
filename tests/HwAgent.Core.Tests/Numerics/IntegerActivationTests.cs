using CsCheck;
using HwAgent.Core.Numerics;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Numerics;

public sealed class IntegerActivationTests
{
    [Fact]
    public void ApplyGatedFast_AnyChannels_EqualsApplyGated() =>
        Gen.Select(Gen.Int[0, 60], Gen.SByte.Array[60], Gen.SByte.Array[60], Gen.Int[0, 65535], Gen.Int[0, Requantiser.MaxShift]).Sample((count, gate, up, multiplier, shift) =>
        {
            var table = IntegerActivation.WideTable("silu", 0.07, IntegerActivation.WideScale("silu", 0.07));
            var scale = new Requantiser((ushort)multiplier, (byte)shift);
            var (expected, found) = (new sbyte[count], new sbyte[count]);
            IntegerActivation.ApplyGated(gate.AsSpan(0, count), up.AsSpan(0, count), table, scale, expected);
            IntegerActivation.ApplyGatedFast(gate.AsSpan(0, count), up.AsSpan(0, count), table, scale, found);
            Assert.Equal(expected, found);
        }, iter: 3000);

    /// <summary>Half a step of the entry: the tables are the functions of the float32 path.</summary>
    [Theory]
    [InlineData("relu")]
    [InlineData("silu")]
    [InlineData("gelu")]
    [InlineData("gelu_tanh")]
    [InlineData("quick_gelu")]
    public void Tables_EveryEntry_IsTheNearestStep(string name)
    {
        var function = ActivationFunctions.Get(name);
        var wide = IntegerActivation.WideTable(name, 0.07, IntegerActivation.WideScale(name, 0.07));
        var narrow = IntegerActivation.NarrowTable(name, 0.07, 0.071);
        for (var i = -128; i < 128; i++)
        {
            Assert.InRange(wide[i + 128] - function(i * 0.07) / IntegerActivation.WideScale(name, 0.07), -0.5 - 1e-9, 0.5 + 1e-9);
            Assert.InRange(narrow[i + 128] - function(i * 0.07) / 0.071, -0.5 - 1e-9, 0.5 + 1e-9);
        }

        Assert.Equal(short.MaxValue, wide.Max());
    }

    [Fact]
    public void WideTable_UnknownFunction_NamesThoseThereAre() =>
        Assert.Contains("use gelu", Assert.Throws<ArgumentException>(() => IntegerActivation.WideTable("swish2", 1, 1)).Message, StringComparison.Ordinal);
}
