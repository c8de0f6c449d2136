namespace HwAgent.Agent.Llm;

/// <summary>How far a model call is.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Attempt">1-based attempt.</param>
/// <param name="Characters">Characters of text and tool arguments received in this attempt.</param>
/// <param name="Chunks">Stream chunks received in this attempt, about one a token.</param>
/// <param name="Elapsed">Since this attempt began.</param>
/// <param name="Note">For <see cref="ChatPhase.Retrying"/>: what failed and how long the pause is.</param>
public sealed record ChatProgress(string Model, ChatPhase Phase, int Attempt, int Characters, int Chunks, TimeSpan Elapsed, string? Note = null);
