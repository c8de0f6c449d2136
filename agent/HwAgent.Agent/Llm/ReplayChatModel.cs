using System.Text.Json;
using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Llm;

/// <summary>Answers from a recorded trajectory, without a network; repeats recorded failures too.</summary>
/// <param name="name">Name of the recorded model.</param>
/// <param name="tape">The recorded answers.</param>
/// <param name="live">Asked once the tape has no answer left for this model, for a resumed run; null: that is an error.</param>
public sealed class ReplayChatModel(string name, ReplayTape tape, IChatModel? live = null) : IChatModel
{
    public string Name => name;

    public async Task<ChatReply> CompleteAsync(ChatRequest request, IProgress<ChatProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (tape.TryTake(name, RequestHash.Of(request)) is { } answer) return Play(answer, progress);
        var expected = tape.NextExpected(name);
        if (expected is null && live is not null) return await live.CompleteAsync(request, progress, cancellationToken);
        throw new ReplayMismatchException(expected is null
            ? $"{tape.Path} holds no further reply of {name}: the recorded run asked nothing after this point."
            : $"{tape.Path} does not hold this request to {name}. First difference to the next recorded one: {RequestDifference.First(expected.Request, request)}");
    }

    private ChatReply Play(TrajectoryEvent answer, IProgress<ChatProgress>? progress)
    {
        if (answer.Type == TrajectoryEventTypes.ModelReply)
        {
            var reply = answer.Read(LlmJson.Instance.ModelReplied).Reply;
            progress?.Report(new ChatProgress(name, ChatPhase.Finished, 1, reply.Text.Length, 0, TimeSpan.Zero));
            return reply;
        }

        var failure = answer.Read(LlmJson.Instance.ModelFailed);
        if (failure.Budget is { } budget) throw new BudgetExceededException(budget, failure.Message);
        throw new ModelCallException(failure.Fault ?? throw new JsonException("a failure without its kind"), failure.Message)
        {
            StatusCode = failure.StatusCode,
            Retries = failure.Retries,
            RetriedFaults = failure.RetriedFaults,
        };
    }
}
