namespace HwAgent.Core.Decoding;

/// <summary>What to generate.</summary>
public sealed record GenerationOptions
{
    /// <summary>Tokens at most, a stop token not counted.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Tokens that end the text and are no part of it (end of sequence, of turn, beginning of the next).</summary>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Of all random numbers.</summary>
    public ulong Seed { get; init; } = 1;
}
