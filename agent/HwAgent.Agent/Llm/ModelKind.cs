namespace HwAgent.Agent.Llm;

/// <summary>Where a model is reached.</summary>
public enum ModelKind
{
    OpenAI,
    Azure,
    Ollama,

    /// <summary>Any OpenAI-compatible base URL.</summary>
    Url,

    /// <summary>A recorded trajectory.</summary>
    Replay,
}
