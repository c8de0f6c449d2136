using CsCheck;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Tests.Integer;

public sealed class RoundToNearestTests
{
    [Fact]
    public void Quantise_AnyMatrix_IsWithinHalfAStepAndInRange() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 150], Gen.OneOf(2, 3, 4, 8), Gen.OneOf(0, 32, 64), Gen.Float[-4, 4].Array[900]).Sample((outputs, inputs, bits, group, values) =>
        {
            var layer = new LinearWeights(outputs, inputs, values[..(outputs * inputs)], [.. values[..outputs]]);
            var found = RoundToNearest.Quantise(layer, bits, group);
            var top = 1 << (bits - 1);
            for (var i = 0; i < found.Values.Length; i++)
            {
                var (row, input) = (i / inputs, i % inputs);
                var factor = found.GroupScale(row, input);
                Assert.InRange(found.Values[i], -top, top - 1);
                Assert.InRange(factor, 1, 1 << (8 - bits));
                Assert.InRange(factor * found.Values[i], sbyte.MinValue, sbyte.MaxValue);
                var step = found.RowScales[row] * factor;
                Assert.InRange(Math.Abs(step * found.Values[i] - layer.Values[i]), 0, step * 0.5001);
            }
        }, iter: 300);

    [Fact]
    public void Quantise_RowOfZeros_KeepsABias()
    {
        var found = RoundToNearest.Quantise(new LinearWeights(2, 3, new float[6], [0, 0.5f]), 8);
        Assert.All(found.Values, value => Assert.Equal(0, value));
        Assert.All(found.RowScales, scale => Assert.True(scale > 0));
        Assert.Equal([0f, 0.5f], found.Bias!);
    }
}
