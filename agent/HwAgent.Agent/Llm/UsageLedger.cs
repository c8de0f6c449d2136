namespace HwAgent.Agent.Llm;

/// <summary>Adds up what the models of one run use. Safe to call from several threads.</summary>
public sealed class UsageLedger(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _opened = time.GetTimestamp();
    private UsageTotals _totals = new(0, 0, 0, 0, 0m, 0, 0, 0);

    /// <summary>Time since the ledger was opened.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_opened);

    public UsageTotals Totals
    {
        get
        {
            lock (_gate) return _totals;
        }
    }

    /// <summary>Counts a request if <paramref name="refusal"/>, called under the lock, finds no reason against it.</summary>
    /// <returns>The reason, or null when the request was counted.</returns>
    internal BudgetExceededException? TryBegin(Func<UsageTotals, BudgetExceededException?> refusal)
    {
        lock (_gate)
        {
            if (refusal(_totals) is { } reason) return reason;
            _totals = _totals with { Requests = _totals.Requests + 1 };
            return null;
        }
    }

    /// <summary>Takes a counted request back: it was refused further in and never sent.</summary>
    internal void Withdraw()
    {
        lock (_gate) _totals = _totals with { Requests = _totals.Requests - 1 };
    }

    /// <summary>Adds the usage of a reply to a counted request.</summary>
    internal void Add(ChatUsage usage)
    {
        lock (_gate)
        {
            _totals = _totals with
            {
                PromptTokens = _totals.PromptTokens + usage.PromptTokens,
                CompletionTokens = _totals.CompletionTokens + usage.CompletionTokens,
                CachedTokens = _totals.CachedTokens + usage.CachedTokens,
                CostUsd = _totals.CostUsd + usage.CostUsd,
                Retries = _totals.Retries + usage.Retries,
                UnreportedReplies = _totals.UnreportedReplies + (usage.Reported ? 0 : 1),
                UnpricedReplies = _totals.UnpricedReplies + (usage.CostUsd is null ? 1 : 0),
            };
        }
    }

    /// <summary>Adds the retries of a request that failed in the end.</summary>
    internal void AddRetries(int retries)
    {
        lock (_gate) _totals = _totals with { Retries = _totals.Retries + retries };
    }
}
