using HwAgent.Core.Compression;

namespace HwAgent.Core.Tests.Compression;

public sealed class CompressionBudgetTests
{
    [Theory]
    [InlineData("4.2bits", 4200)] // of 8000 weights
    [InlineData("4bit", 4000)]
    [InlineData("60%", 6000)] // of 10000 bytes in 8 bits
    [InlineData("1.2MB", 1_200_000)]
    [InlineData(" 3 kb ", 3000)]
    [InlineData("2KiB", 2048)]
    [InlineData("1.5GB", 1_500_000_000)]
    [InlineData("512B", 512)]
    public void Parse_Budget_IsThatMuch(string text, long expected) => Assert.Equal(expected, CompressionBudget.Parse(text).In(8000, 10000));

    [Theory]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("-4bits")]
    [InlineData("0%")]
    [InlineData("4.2 bytes")]
    [InlineData("1e3MB")]
    [InlineData("NaN%")]
    public void Parse_NoBudget_SaysWhatWouldBeOne(string text) =>
        Assert.Contains("4.2bits", Assert.Throws<FormatException>(() => CompressionBudget.Parse(text)).Message, StringComparison.Ordinal);

    /// <summary>What the message of a refusal says is a budget that is not refused, and not much more than what is needed.</summary>
    [Theory]
    [InlineData("1bits")]
    [InlineData("1%")]
    [InlineData("1B")]
    [InlineData("1KiB")]
    [InlineData("1MB")]
    public void Least_Cost_IsABudgetThatKeepsIt(string budget)
    {
        const long weights = 259_328, full = 273_376;
        for (long cost = 1; cost < 2_000_000; cost += 1 + cost / 37)
        {
            var least = CompressionBudget.Parse(CompressionBudget.Parse(budget).Least(cost, weights, full)).In(weights, full);
            Assert.InRange(least, cost, cost + Math.Max(1, cost / 50));
        }

        Assert.Equal("2.69bits", CompressionBudget.Parse("1bits").Least(87_184, weights, full));
        Assert.Equal("31.9%", CompressionBudget.Parse("5%").Least(87_184, weights, full));
        Assert.Equal("0.0872MB", CompressionBudget.Parse("0.01 MB").Least(87_184, weights, full));
    }

    [Fact]
    public void Percentage_Text_IsItsNumber()
    {
        Assert.Equal(12.5, CompressionBudget.Percentage("12.5%"));
        foreach (var text in (string[])["20", "100%", "-1%", "NaN%", "%"]) Assert.Throws<FormatException>(() => CompressionBudget.Percentage(text));
    }
}
