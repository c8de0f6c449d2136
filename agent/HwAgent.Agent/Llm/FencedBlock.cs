namespace HwAgent.Agent.Llm;

/// <summary>A Markdown code block.</summary>
/// <param name="Language">In lower case; empty when none is named.</param>
/// <param name="Text">What stands between the fences.</param>
/// <param name="Line">1-based line of the first text line.</param>
/// <param name="IsClosed">False when the reply ended first.</param>
internal sealed record FencedBlock(string Language, string Text, int Line, bool IsClosed);
