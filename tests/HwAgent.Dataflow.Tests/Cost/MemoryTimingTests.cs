using CsCheck;
using HwAgent.Dataflow.Cost;

namespace HwAgent.Dataflow.Tests.Cost;

public class MemoryTimingTests
{
    [Theory]
    [InlineData(16, 16, 1, 1)]
    [InlineData(100, 16, 1, 1)]
    [InlineData(16, 8, 1, 1)]
    [InlineData(12.8, 16, 4, 5)]
    [InlineData(8, 16, 1, 2)]
    [InlineData(2.5, 16, 5, 32)]
    [InlineData(0.0625, 16, 1, 256)]
    [InlineData(8.533, 16, 8, 15)]
    [InlineData(15.995, 16, 1, 1)]
    public void FromBandwidth_BytesPerCycle_IsTheSmallestFraction(double bytes, int bus, int numerator, int denominator) =>
        Assert.Equal(new MemoryTiming(40, numerator, denominator), MemoryTiming.FromBandwidth(bytes, bus, 40));

    [Fact]
    public void FromBandwidth_Any_IsWithinAThousandth() =>
        Gen.Select(Gen.Double[0.0625, 40], Gen.OneOf(8, 16)).Sample((bytes, bus) =>
        {
            var timing = MemoryTiming.FromBandwidth(bytes, bus, 40);
            var asked = Math.Min(1, bytes / bus);
            Assert.InRange((double)timing.Numerator / timing.Denominator, asked * 0.99899, asked * 1.00101);
            Assert.InRange(timing.Numerator, 1, timing.Denominator);
        }, seed: "0000000000013", iter: 2000);

    /// <summary>The definition, cycle by cycle.</summary>
    [Fact]
    public void LastBeat_Any_IsWhereTheCountOfCyclesPutsIt() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[0, 30], Gen.Int[0, 200], Gen.Int[1, 40]).Sample((numerator, more, from, beats) =>
        {
            var timing = new MemoryTiming(40, numerator, numerator + more);
            var (t, left) = (from - 1L, beats);
            while (left > 0)
            {
                t++;
                if ((t + 1) * numerator / timing.Denominator > t * numerator / timing.Denominator) left--;
            }

            Assert.Equal(t, timing.LastBeat(from, beats));
        }, seed: "0000000000014", iter: 1000);
}
