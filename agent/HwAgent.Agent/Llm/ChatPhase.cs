namespace HwAgent.Agent.Llm;

/// <summary>What a model call is doing.</summary>
public enum ChatPhase
{
    /// <summary>Sent; nothing has come back. Reasoning models stay here for minutes.</summary>
    Waiting,
    Streaming,

    /// <summary>An attempt failed; the next one starts after a pause.</summary>
    Retrying,
    Finished,
}
