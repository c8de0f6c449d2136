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
}
