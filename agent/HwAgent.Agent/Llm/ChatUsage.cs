namespace HwAgent.Agent.Llm;

/// <summary>What one reply used, as the endpoint reported it.</summary>
/// <param name="PromptTokens">Tokens read, the cached ones included; 0 when not reported.</param>
/// <param name="CompletionTokens">Tokens written, reasoning included; 0 when not reported.</param>
/// <param name="CachedTokens">Part of <paramref name="PromptTokens"/> that was read from the endpoint's cache.</param>
/// <param name="CostUsd">US dollars after the user's price file; null when the model has no price there or tokens were not reported.</param>
/// <param name="Reported">False when the endpoint reported no token counts.</param>
/// <param name="Retries">Attempts that failed before this reply.</param>
/// <param name="RetriedFaults">What failed in each of them, in order; null when nothing did.</param>
public sealed record ChatUsage(
    long PromptTokens, long CompletionTokens, long CachedTokens, decimal? CostUsd, bool Reported = true, int Retries = 0, IReadOnlyList<ModelFault>? RetriedFaults = null);
