using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Designers;

/// <summary>Asks a model for one proposal and runs the tools it calls meanwhile, up to a budget.</summary>
internal sealed class ToolConversation(DesignTools tools, int maxToolCalls, IProgress<ChatProgress>? progress)
{
    /// <summary>The final reply. Once the calls are used up no tools are offered any more, so the model has to answer.</summary>
    public async Task<ChatReply> RunAsync(IChatModel model, ChatRequest request, DesignContext context, CancellationToken cancellation)
    {
        var turns = request.Turns.ToList();
        var left = maxToolCalls;
        while (true)
        {
            var offered = left > 0 ? tools.Definitions : [];
            var reply = await model.CompleteAsync(request with { Turns = [.. turns], Tools = offered }, progress, cancellation).ConfigureAwait(false);
            if (reply.ToolCalls.Count == 0 || offered.Count == 0) return reply;
            turns.Add(ChatTurn.Assistant(reply));
            foreach (var call in reply.ToolCalls)
            {
                var result = left > 0 ? await tools.RunAsync(call, context, cancellation).ConfigureAwait(false) : "Not run.";
                left = Math.Max(0, left - 1);
                if (left == 0) result += $"\nAll {maxToolCalls} tool calls of this proposal are used up; answer now.";
                turns.Add(ChatTurn.ToolResult(call, result));
            }
        }
    }
}
