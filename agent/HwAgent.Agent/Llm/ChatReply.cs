namespace HwAgent.Agent.Llm;

/// <summary>What a model answered.</summary>
/// <param name="Text">The text, possibly empty; exactly as it came, keys removed.</param>
/// <param name="ToolCalls">Tools the model wants run, in its order; empty: none.</param>
/// <param name="Usage">Tokens and money.</param>
/// <param name="FinishReason"><c>stop</c>, <c>length</c> (cut at the token limit), <c>tool_calls</c>, <c>content_filter</c>.</param>
public sealed record ChatReply(string Text, IReadOnlyList<ToolCall> ToolCalls, ChatUsage Usage, string FinishReason);
