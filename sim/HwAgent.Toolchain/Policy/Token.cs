namespace HwAgent.Toolchain.Policy;

/// <summary>A lexical token.</summary>
/// <param name="Kind">Its class.</param>
/// <param name="Text">Exactly as written.</param>
/// <param name="Offset">0-based position in the file.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
public readonly record struct Token(TokenKind Kind, string Text, int Offset, int Line, int Column)
{
    /// <summary>0-based position behind the token.</summary>
    public int End => Offset + Text.Length;

    /// <summary>Whether it is this symbol or this keyword.</summary>
    public bool Is(string text) => Kind is TokenKind.Symbol or TokenKind.Keyword && Text == text;
}
