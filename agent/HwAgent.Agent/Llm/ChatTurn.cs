namespace HwAgent.Agent.Llm;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Text">What is said; empty when the turn only calls tools.</param>
public sealed record ChatTurn(ChatRole Role, string Text)
{
    /// <summary>Tools that an assistant turn calls; null when none.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>For a tool turn: the <see cref="ToolCall.Id"/> it answers.</summary>
    public string? ToolCallId { get; init; }

    public static ChatTurn System(string text) => new(ChatRole.System, text);

    public static ChatTurn User(string text) => new(ChatRole.User, text);

    /// <summary>What the model said, to be sent back to it in the next request.</summary>
    public static ChatTurn Assistant(ChatReply reply) =>
        new(ChatRole.Assistant, reply.Text) { ToolCalls = reply.ToolCalls.Count == 0 ? null : reply.ToolCalls };

    /// <summary>The result of a tool, for the model.</summary>
    public static ChatTurn ToolResult(ToolCall call, string result) => new(ChatRole.Tool, result) { ToolCallId = call.Id };
}
