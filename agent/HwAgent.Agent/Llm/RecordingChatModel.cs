using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Llm;

/// <summary>
/// Writes every request, reply and final failure to the trajectory. It stands outermost, so that spent budgets are recorded too
/// and a replay stops where the run stopped. A cancelled request leaves no answer behind: a resumed run sends it again.
/// </summary>
public sealed class RecordingChatModel(IChatModel inner, TrajectoryWriter trajectory, SecretScrubber scrubber) : IChatModel
{
    public string Name => inner.Name;

    public async Task<ChatReply> CompleteAsync(ChatRequest request, IProgress<ChatProgress>? progress, CancellationToken cancellationToken)
    {
        // Cleaned before it is hashed and sent: the recording then answers exactly what was asked.
        var clean = Clean(request);
        var hash = RequestHash.Of(clean);
        trajectory.Append(TrajectoryEventTypes.ModelRequest, new ModelRequested(Name, hash, clean), LlmJson.Instance.ModelRequested);
        try
        {
            var reply = await inner.CompleteAsync(clean, progress, cancellationToken);
            trajectory.Append(TrajectoryEventTypes.ModelReply, new ModelReplied(Name, hash, reply), LlmJson.Instance.ModelReplied);
            return reply;
        }
        catch (ModelCallException e)
        {
            Fail(new ModelFailed(Name, hash, e.Message, e.Fault, null, e.StatusCode, e.Retries, e.RetriedFaults));
            throw;
        }
        catch (BudgetExceededException e)
        {
            Fail(new ModelFailed(Name, hash, e.Message, null, e.Budget, null, 0));
            throw;
        }
    }

    private void Fail(ModelFailed failure) => trajectory.Append(TrajectoryEventTypes.ModelFailure, failure, LlmJson.Instance.ModelFailed);

    private ChatRequest Clean(ChatRequest request) => request with { Turns = request.Turns.Select(turn => turn with { Text = scrubber.Scrub(turn.Text) }).ToList() };
}
