namespace HwAgent.Agent.Llm;

/// <summary>What a model costs, in US dollars per million tokens.</summary>
/// <param name="Prompt">Tokens read that were not cached.</param>
/// <param name="Cached">Tokens read from the endpoint's cache.</param>
/// <param name="Completion">Tokens written.</param>
public sealed record ModelPrice(decimal Prompt, decimal Cached, decimal Completion)
{
    /// <summary>US dollars.</summary>
    public decimal Cost(long promptTokens, long cachedTokens, long completionTokens) =>
        (((promptTokens - cachedTokens) * Prompt) + (cachedTokens * Cached) + (completionTokens * Completion)) / 1_000_000m;
}
