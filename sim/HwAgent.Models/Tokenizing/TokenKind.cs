namespace HwAgent.Models.Tokenizing;

/// <summary>What a token of a vocabulary stands for.</summary>
public enum TokenKind
{
    /// <summary>A piece of text.</summary>
    Text,

    /// <summary>One byte of a character that has no piece.</summary>
    Byte,

    /// <summary>Begin, end, padding, roles of a chat: never text.</summary>
    Special,

    /// <summary>An id that no token has.</summary>
    Unused,
}
