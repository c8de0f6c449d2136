using CsCheck;
using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Tests.Compression;

public sealed class WeightQuantiserTests
{
    private static readonly Gen<(int Outputs, int Inputs, int Group, ulong Seed)> Layers =
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 300], Gen.OneOf(0, 32, 64, 128), Gen.ULong[1, 1_000_000], (o, i, g, s) => (o, i, g, s));

    /// <summary>What every reader of a quantised layer relies on.</summary>
    [Fact]
    public void NearestAndGptq_AnyLayerAndWidths_KeepTheRangesOfTheFormat() =>
        Layers.Sample(shape =>
        {
            var layer = RandomModels.Layer(shape.Outputs, shape.Inputs, shape.Seed);
            byte[] widths = [.. Enumerable.Range(0, shape.Outputs).Select(row => new byte[] { 2, 3, 4, 8 }[(row / 32 + (int)shape.Seed) % 4])];
            var hessian = new InputHessian(shape.Inputs);
            hessian.Add(RandomModels.CorrelatedRows(8, shape.Inputs, shape.Seed));
            CheckRanges(layer, WeightQuantiser.Nearest(layer, widths, shape.Group), shape.Group);
            CheckRanges(layer, WeightQuantiser.Gptq(layer, widths, hessian, shape.Group), shape.Group);
        }, iter: 60);

    /// <summary>Inside the range that was not clipped, rounding to nearest errs by half a step at most.</summary>
    [Theory]
    [InlineData(8, 0)]
    [InlineData(4, 0)]
    [InlineData(3, 32)]
    [InlineData(2, 64)]
    public void Nearest_UnclippedWeight_ErrsByHalfAStepAtMost(int bits, int group)
    {
        var layer = RandomModels.Layer(40, 130, 11);
        var rounded = WeightQuantiser.Nearest(layer, Widths(40, bits), group);
        for (var row = 0; row < 40; row++)
        {
            for (var input = 0; input < 130; input++)
            {
                var integer = rounded.Values[row * 130 + input];
                if (integer == -(1 << (bits - 1)) || integer == (1 << (bits - 1)) - 1) continue;
                var step = rounded.RowScales[row] * rounded.GroupScale(row, input);
                Assert.True(Math.Abs(layer.Values[row * 130 + input] - integer * step) <= 0.5000001 * step);
            }
        }
    }

    /// <summary>The searched scale is compared with the one that just covers the largest weight, which is among those searched.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Nearest_ScaleSearch_ErrsLessThanTheScaleOfTheLargestWeight(int bits)
    {
        var layer = RandomModels.Layer(32, 256, 12);
        var found = Dequantisation.ToFloat(WeightQuantiser.Nearest(layer, Widths(32, bits)));
        double searched = 0, covering = 0;
        for (var row = 0; row < 32; row++)
        {
            var step = layer.Row(row).ToArray().Max(Math.Abs) / ((1 << (bits - 1)) - 1);
            for (var i = row * 256; i < (row + 1) * 256; i++)
            {
                searched += Math.Pow(layer.Values[i] - found.Values[i], 2);
                covering += Math.Pow(layer.Values[i] - Math.Round(layer.Values[i] / step) * step, 2);
            }
        }

        Assert.True(searched < 0.9 * covering, $"{searched} against {covering}");
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 32)]
    public void Gptq_CorrelatedInputs_ErrsLessThanNearestInTheOutput(int bits, int group)
    {
        var layer = RandomModels.Layer(32, 160, 13);
        var hessian = Statistics(160);
        var nearest = Dequantisation.OutputErrors(layer, WeightQuantiser.Nearest(layer, Widths(32, bits), group, hessian.Diagonal()), hessian).Sum();
        var feedback = Dequantisation.OutputErrors(layer, WeightQuantiser.Gptq(layer, Widths(32, bits), hessian, group), hessian).Sum();
        Assert.True(feedback < 0.5 * nearest, $"{feedback} against {nearest}");
    }

    /// <summary>The textbook loop, a row at a time and a column at a time, over the factor that the blocked one uses.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gptq_BlocksAndTiles_EqualTheTextbookLoop(bool activationOrder)
    {
        var layer = RandomModels.Layer(37, 300, 14);
        var hessian = Statistics(300);
        var found = WeightQuantiser.Gptq(layer, Widths(37, 3), hessian, 64, 0.01, activationOrder);

        var diagonal = hessian.Diagonal();
        var order = Enumerable.Range(0, 300).OrderByDescending(i => activationOrder ? diagonal[i] : 0).ToArray();
        var factor = InverseFactor.Of(hessian, order, 0.01);
        for (var row = 0; row < 37; row++)
        {
            var left = order.Select(i => (double)layer.Row(row)[i]).ToArray();
            for (var column = 0; column < 300; column++)
            {
                var step = found.RowScales[row] * found.GroupScale(row, order[column]);
                var rounded = Math.Clamp(Math.Round(left[column] / step), -4, 3);
                Assert.Equal(rounded, found.Values[row * 300 + order[column]]);
                for (var later = 299; later >= column; later--) left[later] -= (left[column] - rounded * step) / factor[column, column] * factor[column, later];
            }
        }
    }

    /// <summary>Uncorrelated inputs of equal weight leave nothing to feed back.</summary>
    [Fact]
    public void Gptq_UnitHessian_EqualsNearest()
    {
        var layer = RandomModels.Layer(20, 64, 15);
        var hessian = new InputHessian(64);
        for (var i = 0; i < 64; i++) hessian.Add([.. Enumerable.Range(0, 64).Select(j => i == j ? 1f : 0f)]);
        Assert.Equal(WeightQuantiser.Nearest(layer, Widths(20, 4), 32).Values, WeightQuantiser.Gptq(layer, Widths(20, 4), hessian, 32).Values);
    }

    [Fact]
    public void Nearest_RowOfZeros_StaysZero()
    {
        var rounded = WeightQuantiser.Nearest(new LinearWeights(1, 40, new float[40]), [4], 32);
        Assert.All(rounded.Values, value => Assert.Equal(0, value));
        Assert.True(rounded.RowScales[0] > 0);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(4, 16)]
    public void Nearest_UnknownWidthOrGroup_Throws(int bits, int group) =>
        Assert.ThrowsAny<ArgumentException>(() => WeightQuantiser.Nearest(RandomModels.Layer(2, 32, 1), Widths(2, bits), group));

    private static InputHessian Statistics(int width)
    {
        var hessian = new InputHessian(width);
        hessian.Add(RandomModels.CorrelatedRows(500, width, 16));
        return hessian;
    }

    private static byte[] Widths(int rows, int bits) => [.. Enumerable.Repeat((byte)bits, rows)];

    private static void CheckRanges(LinearWeights layer, QuantisedLinear found, int group)
    {
        Assert.Equal((layer.Outputs, layer.Inputs, group), (found.Outputs, found.Inputs, found.GroupSize));
        for (var row = 0; row < found.Outputs; row++)
        {
            int bits = found.RowBits[row];
            Assert.True(found.RowScales[row] > 0);
            for (var input = 0; input < found.Inputs; input++)
            {
                Assert.InRange(found.Values[row * found.Inputs + input], -(1 << (bits - 1)), (1 << (bits - 1)) - 1);
                Assert.InRange(found.GroupScale(row, input), 1, 1 << (8 - bits));
                Assert.InRange(found.GroupScale(row, input) * found.Values[row * found.Inputs + input], sbyte.MinValue, sbyte.MaxValue);
            }
        }
    }
}
