namespace HwAgent.Agent.Llm;

/// <summary>A model asks for a tool to be run.</summary>
/// <param name="Id">Ties the result turn to this call.</param>
/// <param name="Name">Name of a <see cref="ToolDefinition"/>; a model may invent one, so the caller checks.</param>
/// <param name="Arguments">JSON text exactly as the model wrote it, which need not be valid; <c>{}</c> when it wrote none.</param>
public sealed record ToolCall(string Id, string Name, string Arguments);
