namespace HwAgent.Agent.Llm;

/// <summary>One row of <c>prompts/index.yaml</c>.</summary>
/// <param name="Name">Name to render it by.</param>
/// <param name="File">Template file in the same folder.</param>
/// <param name="Purpose">When it is used, one sentence.</param>
/// <param name="Variables">Variable names with what they hold; all must be given, and no others.</param>
/// <param name="Line">1-based line of the row in the index.</param>
public sealed record PromptEntry(string Name, string File, string Purpose, IReadOnlyDictionary<string, string> Variables, int Line);
