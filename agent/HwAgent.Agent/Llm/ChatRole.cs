namespace HwAgent.Agent.Llm;

/// <summary>Who speaks in a <see cref="ChatTurn"/>.</summary>
public enum ChatRole
{
    System,
    User,
    Assistant,
    Tool,
}
