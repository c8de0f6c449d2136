namespace HwAgent.Agent.Llm;

/// <summary>A module found in a reply.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">From <c>module</c> to <c>endmodule</c>, in a fence with what stands before it.</param>
/// <param name="Line">1-based line of its header in the reply.</param>
/// <param name="IsComplete">False when the text ends before its <c>endmodule</c>.</param>
internal sealed record FoundModule(string Name, string Text, int Line, bool IsComplete);
