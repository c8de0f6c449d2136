namespace HwAgent.Core.Decoding;

/// <summary>Windows over a text.</summary>
/// <param name="Context">Tokens of a window.</param>
/// <param name="Stride">Tokens by which it moves on: the fewer, the more context every token has, and the longer it takes.</param>
public sealed record PerplexityOptions(int Context, int Stride)
{
    /// <summary>What is wrong with the options, or null.</summary>
    public string? Problem() =>
        Context < 2 ? $"The context is {Context} tokens; it is at least 2."
        : Stride < 1 || Stride >= Context ? $"The stride is {Stride}; it is at least 1 and less than the context of {Context}."
        : null;
}
