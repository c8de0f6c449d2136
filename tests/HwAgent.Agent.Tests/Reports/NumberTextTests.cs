using HwAgent.Agent.Reports;

namespace HwAgent.Agent.Tests.Reports;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(1, "1 s")]
    [InlineData(0.03981, "39.81 ms")]
    [InlineData(999.96, "1 ks")]
    [InlineData(999.94, "999.9 s")]
    [InlineData(1e-6, "1 µs")]
    [InlineData(-2500, "-2.5 ks")]
    [InlineData(1.5e18, "1.5 Es")]
    [InlineData(1e30, "1,000,000,000,000 Es")]
    [InlineData(1e-30, "1e-15 fs")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.NegativeInfinity, "–")]
    public void Metric_Value_HasPrefixAndFourDigits(double value, string expected) => Assert.Equal(expected, NumberText.Metric(value, "s"));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.00042241, "0.0004224")]
    [InlineData(12.3456, "12.35")]
    [InlineData(123456.7, "123,457")]
    [InlineData(1e20, "1e+20")]
    [InlineData(100, "100")]
    public void Significant_Value_KeepsFourDigits(double value, string expected) => Assert.Equal(expected, NumberText.Significant(value, 4));

    [Theory]
    [InlineData(0.0172, "+1.7 %")]
    [InlineData(-0.0172, "−1.7 %")]
    [InlineData(0, "0.0 %")]
    [InlineData(12.5, "+1,250.0 %")]
    public void Difference_Share_HasItsSign(double share, string expected) => Assert.Equal(expected, NumberText.Difference(share));

    [Fact]
    public void Count_LargestNumber_HasSeparators() => Assert.Equal("9,223,372,036,854,775,807", NumberText.Count(long.MaxValue));
}
