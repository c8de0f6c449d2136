namespace HwAgent.Core.Decoding;

/// <summary>What was generated and what it took.</summary>
/// <param name="Tokens">Without prompt and stop token.</param>
/// <param name="Stop">Why it ended.</param>
/// <param name="Statistics">Passes, drafts, acceptance.</param>
public sealed record GenerationResult(IReadOnlyList<int> Tokens, GenerationStop Stop, GenerationStatistics Statistics);
