namespace HwAgent.Toolchain.Policy;

/// <summary>Lexical classes of IEEE 1800-2017 clause 5 that the policy tells apart.</summary>
public enum TokenKind
{
    Identifier,
    Keyword,

    /// <summary><c>\name </c>, which may spell anything.</summary>
    EscapedIdentifier,

    /// <summary><c>$name</c>.</summary>
    SystemName,

    /// <summary><c>`name</c>, or a backtick before anything else.</summary>
    Directive,

    Number,
    StringLiteral,

    /// <summary>Line or block comment, delimiters included.</summary>
    Comment,

    /// <summary>One character, or <c>::</c>.</summary>
    Symbol,

    /// <summary>Text that no tool is shown: a control character, a letter outside ASCII, a string or comment without an end.</summary>
    Invalid,
}
