namespace HwAgent.Agent.Llm;

/// <summary>A limit of an <see cref="LlmBudget"/> is reached, so the next request was not sent. The message names limit, use and excess.</summary>
public sealed class BudgetExceededException : Exception
{
    public BudgetExceededException(SpentBudget budget, string message) : base(message) => Budget = budget;

    public SpentBudget Budget { get; }
}
