using HwAgent.Agent.Reports;

namespace HwAgent.Agent.Tests.Reports;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("a\u001b[31mb", "a\uFFFD[31mb")]
    [InlineData("a\r\nb\tc", "a\nb\tc")]
    [InlineData("x\u202Ey\u2066z", "x\uFFFDy\uFFFDz")]
    [InlineData("µ × ≠ 漢 🙂", "µ × ≠ 漢 🙂")]
    public void Clean_Text_KeepsLettersAndDropsControls(string text, string expected) => Assert.Equal(expected, PlainText.Clean(text));

    [Fact]
    public void Clean_HalfASurrogatePair_IsReplaced() => Assert.Equal("a\uFFFDb", PlainText.Clean("a\uD800b"));

    [Fact]
    public void Line_LongTextOfManyLines_IsOneShortLine() => Assert.Equal("one two …", PlainText.Line("one\n\n  two\tthree", 9));

    [Fact]
    public void Cut_BetweenTheHalvesOfAPair_CutsBeforeIt() => Assert.Equal("a…", PlainText.Cut("a🙂b", 3));

    [Fact]
    public void EscapeHtml_Markup_IsText() => Assert.Equal("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;", PlainText.EscapeHtml("<a b=\"c\" d='e'>&amp;"));
}
