namespace HwAgent.Agent.Loop;

/// <summary>Proposes candidates; the expert and the language model stand behind it.</summary>
public interface IDesigner
{
    /// <summary><c>expert</c>, or the model's name.</summary>
    string Name { get; }

    /// <summary>The next proposal, given everything tried so far; null when there is nothing more to propose.</summary>
    /// <exception cref="Llm.ModelCallException">The language model can not be reached.</exception>
    /// <exception cref="Llm.BudgetExceededException">A budget of the language model is spent.</exception>
    Task<Proposal?> ProposeAsync(IReadOnlyList<Attempt> attempts, CancellationToken cancellation);
}
