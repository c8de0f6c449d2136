namespace HwAgent.Agent.Llm;

/// <summary>What a run has used so far.</summary>
/// <param name="Requests">Requests sent, failed ones included, retries not.</param>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="CompletionTokens">Tokens written.</param>
/// <param name="CachedTokens">Tokens read from a cache, a part of <paramref name="PromptTokens"/>.</param>
/// <param name="CostUsd">US dollars; null as soon as one reply has no known cost.</param>
/// <param name="Retries">Attempts that failed and were tried again.</param>
/// <param name="UnreportedReplies">Replies without token counts; they add nothing to the tokens.</param>
/// <param name="UnpricedReplies">Replies without a known cost.</param>
public sealed record UsageTotals(
    int Requests, long PromptTokens, long CompletionTokens, long CachedTokens, decimal? CostUsd, int Retries, int UnreportedReplies, int UnpricedReplies)
{
    public long TotalTokens => PromptTokens + CompletionTokens;
}
