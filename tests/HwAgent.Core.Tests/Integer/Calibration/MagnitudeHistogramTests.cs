using CsCheck;
using HwAgent.Core.Integer.Calibration;

namespace HwAgent.Core.Tests.Integer.Calibration;

public sealed class MagnitudeHistogramTests
{
    private static readonly CalibrationOptions MinMax = new() { Method = CalibrationMethod.MinMax };
    private static readonly CalibrationOptions LeastError = new();

    [Fact]
    public void Scale_MinMax_IsTheLargestMagnitudeOverTheLevels() =>
        Gen.Float[-100, 100].Array[1, 50].Sample(values =>
            Assert.Equal(Math.Max(values.Max(Math.Abs), 1e-7) / 127, Filled(values).Scale(MinMax, 127), 1e-9));

    [Fact]
    public void Scale_Percentile_ClipsThatShare()
    {
        var histogram = Filled([.. Enumerable.Range(1, 10_000).Select(i => i / 100f)]);
        Assert.Equal(99, 127 * histogram.Scale(new CalibrationOptions { Method = CalibrationMethod.Percentile, Percentile = 0.99 }, 127), 0.15);
        Assert.Equal(100, 127 * histogram.Scale(new CalibrationOptions { Method = CalibrationMethod.Percentile, Percentile = 1 }, 127), 0.15);
    }

    /// <summary>The search looks at bins; the errors that its choice makes on the values themselves are the least of all limits tried.</summary>
    [Fact]
    public void Scale_LeastError_BeatsEveryOtherLimit() =>
        Gen.Select(Gen.Float[-1, 1].Array[2000], Gen.Float[1, 20]).Sample((bulk, outlier) =>
        {
            // Cubes: a bulk near zero with a tail.
            float[] values = [.. bulk.Select(x => x * x * x), outlier];
            var found = Error(values, Filled(values).Scale(LeastError, 15));
            for (var limit = outlier; limit > outlier / 5; limit -= outlier / 50) Assert.True(found <= 1.05 * Error(values, limit / 15), $"limit {limit}");
        }, iter: 50);

    [Fact]
    public void Scale_NothingButZeros_IsPositive() => Assert.True(Filled([0, 0]).Scale(LeastError, 127) > 0);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Add_NoNumber_Throws(float value) => Assert.Throws<ArgumentException>(() => new MagnitudeHistogram().Add([1, value]));

    private static MagnitudeHistogram Filled(float[] values)
    {
        var histogram = new MagnitudeHistogram();
        histogram.Add(values);
        return histogram;
    }

    private static double Error(float[] values, double step) =>
        values.Sum(value => Math.Pow(value - Math.Clamp(Math.Floor(value / step + 0.5), -15, 15) * step, 2));
}
