namespace HwAgent.Agent.Llm;

/// <summary>A prompt template, its index entry or its variables are wrong. The message names file and line.</summary>
public sealed class PromptException : Exception
{
    public PromptException(string message) : base(message)
    {
    }
}
