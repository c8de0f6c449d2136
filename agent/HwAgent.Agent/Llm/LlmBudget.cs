namespace HwAgent.Agent.Llm;

/// <summary>What a run may spend on models; null: no limit.</summary>
public sealed record LlmBudget
{
    public static LlmBudget Unlimited { get; } = new();

    /// <summary>Requests sent, not counting retries.</summary>
    public int? MaxRequests { get; init; }

    /// <summary>Prompt plus completion tokens.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>US dollars after the user's price file.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>Time since the ledger was opened.</summary>
    public TimeSpan? MaxTime { get; init; }
}
