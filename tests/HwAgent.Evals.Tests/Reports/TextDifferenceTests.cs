using HwAgent.Evals.Reports;

namespace HwAgent.Evals.Tests.Reports;

public sealed class TextDifferenceTests
{
    [Fact]
    public void Of_OneChangedLine_KeepsTwoLinesAroundIt()
    {
        var before = string.Join('\n', Enumerable.Range(1, 9));

        var lines = TextDifference.Of(before, before.Replace("5", "five"));

        Assert.Equal(["… ", "  3", "  4", "- 5", "+ five", "  6", "  7", "… "], lines.Select(line => $"{line.Mark} {line.Text}"));
    }

    [Fact]
    public void Of_EqualTexts_IsEmpty() => Assert.Empty(TextDifference.Of("a\nb", "a\nb"));

    [Fact]
    public void Of_HugeTexts_AreNotCompared() => Assert.Single(TextDifference.Of(new string('a', 300_000), "b"));
}
