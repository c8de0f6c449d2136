using System.Text.Json.Serialization;

namespace HwAgent.Agent.Runs;

/// <summary>What the language models were asked for. All zero for the expert designer.</summary>
/// <param name="Requests">Requests answered.</param>
/// <param name="PromptTokens">Tokens sent.</param>
/// <param name="CompletionTokens">Tokens received.</param>
/// <param name="CostUsd">Null when a price is unknown.</param>
public sealed record UsageSummary(long Requests, long PromptTokens, long CompletionTokens, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal? CostUsd)
{
    public static UsageSummary None { get; } = new(0, 0, 0, 0);
}
