namespace HwAgent.Agent.Llm;

/// <summary>Trajectory event <c>model-request</c>.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Hash">See <see cref="RequestHash"/>.</param>
/// <param name="Request">The whole request, so that a replay can show what differs.</param>
public sealed record ModelRequested(string Model, string Hash, ChatRequest Request);
