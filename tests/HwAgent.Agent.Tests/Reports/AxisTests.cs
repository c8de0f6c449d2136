using CsCheck;
using HwAgent.Agent.Reports.Drawing;

namespace HwAgent.Agent.Tests.Reports;

public sealed class AxisTests
{
    [Fact]
    public void Around_AnyValues_KeepsOrderPlacesInsideAndFewTicks() =>
        Gen.Double[1e-12, 1e15].Array[1, 20].Sample(values =>
        {
            var axis = Axis.Around(values, 50, 850);
            var sorted = values.Order().Select(axis.At).ToArray();
            Assert.True(sorted.SequenceEqual(sorted.Order()), "order");
            Assert.All(sorted, at => Assert.InRange(at, 50, 850));
            Assert.All(axis.Ticks, t => Assert.True(axis.Contains(t) || Math.Abs(axis.At(t) - 50) < 1e-3 || Math.Abs(axis.At(t) - 850) < 1e-3, $"{t}"));
            Assert.InRange(axis.Ticks.Count, 1, 20);
        });

    [Fact]
    public void Around_OneValue_StandsInTheMiddle() => Assert.Equal(450, Axis.Around([7], 50, 850).At(7), 6);

    [Fact]
    public void Around_LittleRoom_SpreadsNearlyEqualValues()
    {
        // Three in a thousand apart: next to each other with much room, half of the axis with little.
        Assert.InRange(Axis.Around([1000, 1003], 0, 100).At(1003) - Axis.Around([1000, 1003], 0, 100).At(1000), 2, 10);
        Assert.InRange(Axis.Around([1000, 1003], 0, 100, 0.002).At(1003) - Axis.Around([1000, 1003], 0, 100, 0.002).At(1000), 40, 60);
    }

    [Fact]
    public void Around_NothingUsable_IsAnAxisStill() => Assert.InRange(Axis.Around([double.NaN, 0, -1], 0, 100).At(1), 0, 100);

    [Fact]
    public void Logarithmic_Decades_AreEvenlySpaced()
    {
        var axis = Axis.Logarithmic(1, 1000, 0, 300);
        Assert.Equal(100, axis.At(10), 6);
        Assert.Equal(200, axis.At(100), 6);
        Assert.Equal([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], axis.Ticks);
    }
}
