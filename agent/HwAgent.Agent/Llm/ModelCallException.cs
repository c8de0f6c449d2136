namespace HwAgent.Agent.Llm;

/// <summary>
/// A model gave no usable reply. The message names the model, what its endpoint said (keys removed) and what to do.
/// It carries no inner exception, because those hold raw response text that could repeat a key.
/// </summary>
public sealed class ModelCallException : Exception
{
    public ModelCallException(ModelFault fault, string message) : base(message) => Fault = fault;

    public ModelFault Fault { get; }

    /// <summary>HTTP status, or null when there was no response.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long the endpoint asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Attempts before the one that failed for good.</summary>
    public int Retries { get; init; }

    /// <summary>What failed in each of those, in order; null when there were none.</summary>
    public IReadOnlyList<ModelFault>? RetriedFaults { get; init; }

    /// <summary>Whether the same request may well succeed later.</summary>
    public bool IsTransient => Fault is ModelFault.RateLimited or ModelFault.ServerError or ModelFault.Connection or ModelFault.CutOff or ModelFault.MalformedResponse;
}
