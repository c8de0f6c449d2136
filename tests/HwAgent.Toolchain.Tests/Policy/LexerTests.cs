using HwAgent.Toolchain.Policy;

namespace HwAgent.Toolchain.Tests.Policy;

public sealed class LexerTests
{
    [Theory]
    [InlineData("a.b", "a|.|b")]
    [InlineData("8'hFF 4'sb1x0z '0 'x 1.5 2e-3 1_000 10ns", "8'hFF|4'sb1x0z|'0|'x|1.5|2e-3|1_000|10|ns")]
    [InlineData("Width'(x) '{a: 1}", "Width|'|(|x|)|'|{|a|:|1|}")]
    [InlineData("a[1].b", "a|[|1|]|.|b")]
    [InlineData("pkg::Name", "pkg|::|Name")]
    [InlineData("\"a \\\" // b\" c", "\"a \\\" // b\"|c")]
    [InlineData("\"/* \" x /* \" */ y", "\"/* \"|x|/* \" */|y")]
    [InlineData("/*/ x */ y", "/*/ x */|y")]
    [InlineData("a // b /* c\nd */ e", "a|// b /* c|d|*|/|e")]
    [InlineData("// continued \\\nx", "// continued \\|x")]
    [InlineData("$clog2(N) `foo ` bar", "$clog2|(|N|)|`foo|`|bar")]
    [InlineData("\\a+b$c d", "\\a+b$c|d")]
    [InlineData("always @(*) (* keep *)", "always|@|(|*|)|(|*|keep|*|)")]
    [InlineData("$c$d$", "$c$d$")]
    public void Tokenize_Text_SplitsAsTheStandardSays(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Lexer.Tokenize(text).Select(static token => token.Text)));

    [Theory]
    [InlineData("\"no end")]
    [InlineData("\"over\nlines\"")]
    [InlineData("/* no end")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    [InlineData("a\fb")]
    [InlineData("wire \u00e9;")]
    [InlineData("wire \uff41;")]
    public void Tokenize_WhatIsNoToken_ComesOutAsInvalid(string text) =>
        Assert.Contains(Lexer.Tokenize(text), static token => token.Kind == TokenKind.Invalid);

    [Fact]
    public void Tokenize_Places_AreLinesAndColumns()
    {
        var tokens = Lexer.Tokenize("a\n  /* x\n y */ b\n\tc");

        Assert.Equal([(1, 1), (2, 3), (3, 7), (4, 2)], tokens.Select(static token => (token.Line, token.Column)));
    }

    [Fact]
    public void Tokenize_AnyText_CoversEveryCharacterButBlanksOnce()
    {
        CsCheck.Check.Sample(CsCheck.Gen.String["ab1 \n\t\"'/*\\`$().#{}[]:\u00e9\r"], text =>
        {
            var covered = new int[text.Length];
            foreach (var token in Lexer.Tokenize(text))
            {
                Assert.Equal(token.Text, text[token.Offset..token.End]);
                for (var at = token.Offset; at < token.End; at++) covered[at]++;
            }

            for (var at = 0; at < text.Length; at++) Assert.True(covered[at] == 1 || (covered[at] == 0 && text[at] is ' ' or '\n' or '\t'));
        });
    }
}
