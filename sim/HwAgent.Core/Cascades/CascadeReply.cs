namespace HwAgent.Core.Cascades;

/// <summary>What a model answered.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Tokens">Tokens read and written for it.</param>
/// <param name="Cost">In the unit of the whole cascade.</param>
public sealed record CascadeReply(string Text, int Tokens, double Cost);
