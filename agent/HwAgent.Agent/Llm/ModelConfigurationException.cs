namespace HwAgent.Agent.Llm;

/// <summary>The settings do not say how to reach a model, or what it costs. The message says what to set.</summary>
public sealed class ModelConfigurationException : Exception
{
    public ModelConfigurationException(string message) : base(message)
    {
    }
}
