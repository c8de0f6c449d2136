namespace HwAgent.Agent.Llm;

/// <summary>Trajectory event <c>model-reply</c>.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Hash">Hash of the request it answers.</param>
/// <param name="Reply">The reply with its usage.</param>
public sealed record ModelReplied(string Model, string Hash, ChatReply Reply);
