using CsCheck;
using HwAgent.Core.Numerics;

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

    /// <summary>The functions by the platform's library; erf has none there and is held against a table in its own test.</summary>
    private static readonly Dictionary<string, Func<double, double>> Exact = new()
    {
        ["relu"] = x => Math.Max(x, 0),
        ["silu"] = x => x / (1 + Math.Exp(-x)),
        ["gelu_tanh"] = x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        ["quick_gelu"] = x => x / (1 + Math.Exp(-1.702 * x)),
    };

    [Fact]
    public void Functions_AnyArgument_AreThoseOfThePlatform()
    {
        foreach (var (name, exact) in Exact)
        {
            var function = ActivationFunctions.Get(name);
            for (var x = -60.0; x <= 60; x += 1.0 / 64) Assert.InRange(Math.Abs(function(x) - exact(x)), 0, 1e-13 * Math.Max(1, Math.Abs(x)));
        }
    }

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
