namespace HwAgent.Agent.Llm;

/// <summary>Which limit of an <see cref="LlmBudget"/> was reached.</summary>
public enum SpentBudget
{
    Requests,
    Tokens,
    Cost,
    Time,
}
