namespace HwAgent.Agent.Llm;

/// <summary>
/// Refuses the next request once a budget is spent, and enters every reply in the ledger. A reply under way is never cut off:
/// it is paid for already, so a budget can be exceeded by one reply.
/// </summary>
public sealed class BudgetedChatModel(IChatModel inner, LlmBudget budget, UsageLedger ledger) : IChatModel
{
    public string Name => inner.Name;

    public async Task<ChatReply> CompleteAsync(ChatRequest request, IProgress<ChatProgress>? progress, CancellationToken cancellationToken)
    {
        if (ledger.TryBegin(Refusal) is { } spent) throw spent;
        try
        {
            var reply = await inner.CompleteAsync(request, progress, cancellationToken);
            ledger.Add(reply.Usage);
            return reply;
        }
        catch (BudgetExceededException)
        {
            // A replay repeats the refusal of the recorded run; that request was not sent then either.
            ledger.Withdraw();
            throw;
        }
        catch (ModelCallException e)
        {
            ledger.AddRetries(e.Retries);
            throw;
        }
    }

    private BudgetExceededException? Refusal(UsageTotals used)
    {
        if (budget.MaxRequests is { } requests && used.Requests >= requests)
            return Spent(SpentBudget.Requests, $"{used.Requests} of {requests} requests are used");
        if (budget.MaxTokens is { } tokens)
        {
            if (used.TotalTokens >= tokens) return Spent(SpentBudget.Tokens, $"{used.TotalTokens} of {tokens} tokens are used, {used.TotalTokens - tokens} over");
            if (used.UnreportedReplies > 0) return Spent(SpentBudget.Tokens, $"{Name} reports no token counts, so the limit of {tokens} tokens cannot be kept; limit requests or time instead");
        }

        if (budget.MaxCostUsd is { } cost)
        {
            if (used.CostUsd is not { } spent) return Spent(SpentBudget.Cost, $"the cost of {used.UnpricedReplies} replies is unknown, so the limit of {cost} USD cannot be kept; add the model to Llm:PricesFile");
            if (spent >= cost) return Spent(SpentBudget.Cost, $"{spent:0.####} of {cost:0.####} USD are spent, {spent - cost:0.####} over");
        }

        var elapsed = ledger.Elapsed;
        return budget.MaxTime is { } time && elapsed >= time
            ? Spent(SpentBudget.Time, $"{elapsed.TotalSeconds:0} of {time.TotalSeconds:0} seconds are used, {(elapsed - time).TotalSeconds:0} over")
            : null;
    }

    private static BudgetExceededException Spent(SpentBudget which, string how) =>
        new(which, $"The model budget for {which.ToString().ToLowerInvariant()} is spent: {how}.");
}
