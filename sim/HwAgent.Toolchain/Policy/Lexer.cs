namespace HwAgent.Toolchain.Policy;

/// <summary>
/// Splits SystemVerilog text into tokens (IEEE 1800-2017 clause 5). It never fails: what is no token comes out as
/// <see cref="TokenKind.Invalid"/>. Directives are not carried out; a macro's name is a token and its body is tokens.
/// </summary>
public sealed class Lexer
{
    private readonly string text;
    private readonly List<Token> tokens = [];
    private int position;
    private int line = 1;
    private int lineStart;

    private Lexer(string text) => this.text = text;

    /// <summary>Every token in order, comments included; white space is left out.</summary>
    public static IReadOnlyList<Token> Tokenize(string text)
    {
        var lexer = new Lexer(text);
        while (lexer.position < text.Length) lexer.Next();
        return lexer.tokens;
    }

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    private char At(int ahead) => position + ahead < text.Length ? text[position + ahead] : '\0';

    private void Next()
    {
        var c = text[position];
        switch (c)
        {
            case '\n':
                position++;
                line++;
                lineStart = position;
                return;
            case ' ' or '\t':
                position++;
                return;
            case '/' when At(1) == '/':
                Emit(TokenKind.Comment, LineEnd());
                return;
            case '/' when At(1) == '*':
                // Searched from behind the opening, so that "/*/" is not taken for a whole comment.
                var close = text.IndexOf("*/", position + 2, StringComparison.Ordinal);
                Emit(close < 0 ? TokenKind.Invalid : TokenKind.Comment, close < 0 ? text.Length : close + 2);
                return;
            case '"':
                EmitString();
                return;
            case '\\':
                Emit(TokenKind.EscapedIdentifier, WhileFrom(position + 1, static c => c is > ' ' and < '\x7f'));
                return;
            case '`':
                Emit(TokenKind.Directive, WhileFrom(position + 1, IsWord));
                return;
            case '$' when IsWord(At(1)):
                Emit(TokenKind.SystemName, WhileFrom(position + 1, IsWord));
                return;
            case '\'' when BasedNumberEnd(position) is { } end:
                Emit(TokenKind.Number, end);
                return;
            case ':' when At(1) == ':':
                Emit(TokenKind.Symbol, position + 2);
                return;
        }

        if (IsLetter(c)) EmitWord();
        else if (char.IsAsciiDigit(c)) EmitNumber();
        else Emit(c is > ' ' and < '\x7f' ? TokenKind.Symbol : TokenKind.Invalid, position + 1);
    }

    private void EmitWord()
    {
        var end = WhileFrom(position, IsWord);
        Emit(Keywords.All.Contains(text[position..end]) ? TokenKind.Keyword : TokenKind.Identifier, end);
    }

    private void EmitNumber()
    {
        var end = WhileFrom(position, static c => char.IsAsciiDigit(c) || c == '_');
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end = WhileFrom(end + 1, static c => char.IsAsciiDigit(c) || c == '_');
        }

        if (end + 1 < text.Length && text[end] is 'e' or 'E')
        {
            var digits = text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (digits < text.Length && char.IsAsciiDigit(text[digits])) end = WhileFrom(digits, static c => char.IsAsciiDigit(c) || c == '_');
        }

        Emit(TokenKind.Number, end < text.Length && text[end] == '\'' ? BasedNumberEnd(end) ?? end : end);
    }

    /// <summary>End of <c>'hff</c>, <c>'sd1</c> or <c>'0</c> starting at an apostrophe, or null when that is a cast or a pattern.</summary>
    private int? BasedNumberEnd(int apostrophe)
    {
        var at = apostrophe + 1;
        if (at < text.Length && text[at] is 's' or 'S') at++;
        if (at + 1 < text.Length && "bodhBODH".Contains(text[at], StringComparison.Ordinal))
        {
            var end = WhileFrom(at + 1, static c => char.IsAsciiHexDigit(c) || c is '_' or 'x' or 'X' or 'z' or 'Z' or '?');
            return end > at + 1 ? end : null;
        }

        at = apostrophe + 1;
        return at < text.Length && text[at] is '0' or '1' or 'x' or 'X' or 'z' or 'Z' && (at + 1 == text.Length || !IsWord(text[at + 1])) ? at + 1 : null;
    }

    private void EmitString()
    {
        for (var at = position + 1; at < text.Length; at++)
        {
            if (text[at] == '\n') break;
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] != '\n')
            {
                at++;
            }
            else if (text[at] == '"')
            {
                Emit(TokenKind.StringLiteral, at + 1);
                return;
            }
        }

        // Tools disagree on strings over several lines; none is shown one.
        Emit(TokenKind.Invalid, LineEnd());
    }

    private int LineEnd()
    {
        var end = text.IndexOf('\n', position);
        return end < 0 ? text.Length : end;
    }

    private int WhileFrom(int start, Func<char, bool> matches)
    {
        var end = start;
        while (end < text.Length && matches(text[end])) end++;
        return end;
    }

    private void Emit(TokenKind kind, int end)
    {
        tokens.Add(new Token(kind, text[position..end], position, line, position - lineStart + 1));
        for (; position < end; position++)
        {
            if (text[position] != '\n') continue;
            line++;
            lineStart = position + 1;
        }
    }
}
