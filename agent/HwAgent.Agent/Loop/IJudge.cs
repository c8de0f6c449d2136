namespace HwAgent.Agent.Loop;

/// <summary>Says what a proposal is worth, and keeps the record of it.</summary>
/// <typeparam name="TProposal">What is proposed.</typeparam>
/// <typeparam name="TAttempt">A proposal with what became of it.</typeparam>
public interface IJudge<TProposal, TAttempt>
    where TProposal : class
    where TAttempt : class
{
    /// <summary>Checks a proposal. Whatever is wrong with it is part of the attempt; exceptions are about the environment.</summary>
    /// <param name="number">1-based number of the attempt.</param>
    /// <param name="proposal">What was proposed; it may be hostile.</param>
    /// <param name="cancellation">Cancels the tools.</param>
    Task<TAttempt> JudgeAsync(int number, TProposal proposal, CancellationToken cancellation);

    /// <summary>Whether an attempt takes the place of the best one before it; an attempt that is worth nothing takes none.</summary>
    bool IsBetter(TAttempt attempt, TAttempt? best);

    /// <summary>Writes down what became of an attempt.</summary>
    void Record(TAttempt attempt, bool isBest);

    /// <summary>Writes down how the loop ended.</summary>
    void Record(LoopOutcome<TAttempt> outcome);
}
