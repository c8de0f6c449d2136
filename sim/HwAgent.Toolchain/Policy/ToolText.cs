namespace HwAgent.Toolchain.Policy;

/// <summary>Turns a checked source into what the tools are shown. Blanked characters become spaces, so places stay true.</summary>
internal static class ToolText
{
    public static string Of(string text, PolicyOptions options)
    {
        if (options is { ShowComments: true, AllowConditionals: true }) return EndLine(text);
        var shown = text.ToCharArray();
        var tokens = Lexer.Tokenize(text);
        if (!options.ShowComments)
        {
            foreach (var comment in tokens.Where(static token => token.Kind == TokenKind.Comment)) Blank(shown, comment.Offset, comment.End);
        }

        if (!options.AllowConditionals)
        {
            BlankDirectiveLines(shown, tokens, "`timescale");
            foreach (var (start, end) in Conditionals.Hidden(tokens)) Blank(shown, start, end);
        }

        return EndLine(new string(shown));
    }

    /// <summary>A last line without an end is a warning in Verilator, and no fault of the design.</summary>
    private static string EndLine(string text) => text.EndsWith('\n') ? text : text + "\n";

    /// <summary>A time scale outlives its file and would change the time of our testbench; logic without delays needs none.</summary>
    private static void BlankDirectiveLines(char[] shown, IReadOnlyList<Token> tokens, string directive)
    {
        foreach (var token in tokens.Where(token => token.Kind == TokenKind.Directive && token.Text == directive))
        {
            var end = Array.IndexOf(shown, '\n', token.Offset);
            Blank(shown, token.Offset, end < 0 ? shown.Length : end);
        }
    }

    private static void Blank(char[] shown, int start, int end)
    {
        for (var at = start; at < end; at++)
        {
            if (shown[at] != '\n') shown[at] = ' ';
        }
    }
}
