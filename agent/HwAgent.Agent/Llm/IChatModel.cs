namespace HwAgent.Agent.Llm;

/// <summary>A language model: a live one, a recorded one, or a decorator around either.</summary>
public interface IChatModel
{
    /// <summary>The reference it was made from, e.g. <c>openai:gpt-5</c>; never holds a key.</summary>
    string Name { get; }

    /// <summary>Asks for one reply. Tools are not run: their calls come back in the reply.</summary>
    /// <exception cref="ModelCallException">The model gave no usable reply; the message says what to do.</exception>
    /// <exception cref="BudgetExceededException">A budget is spent; nothing was sent.</exception>
    /// <exception cref="ReplayMismatchException">A replay was asked something that was not recorded.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<ChatReply> CompleteAsync(ChatRequest request, IProgress<ChatProgress>? progress, CancellationToken cancellationToken);
}
