namespace HwAgent.Agent.Loop;

/// <summary>Proposes what the loop judges.</summary>
/// <typeparam name="TProposal">What is proposed.</typeparam>
/// <typeparam name="TAttempt">A proposal with what became of it.</typeparam>
public interface IProposer<TProposal, TAttempt>
    where TProposal : class
    where TAttempt : class
{
    /// <summary>The next proposal, given everything tried so far; null when there is nothing more to propose.</summary>
    /// <exception cref="Llm.ModelCallException">The language model can not be reached.</exception>
    /// <exception cref="Llm.BudgetExceededException">A budget of the language model is spent.</exception>
    Task<TProposal?> ProposeAsync(IReadOnlyList<TAttempt> attempts, CancellationToken cancellation);
}
