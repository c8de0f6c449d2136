namespace HwAgent.Core.Cascades;

/// <summary>A question to one model.</summary>
/// <param name="Prompt">The text.</param>
/// <param name="Seed">Of its sampling; no two requests of one cascade have the same.</param>
public sealed record CascadeRequest(string Prompt, ulong Seed);
