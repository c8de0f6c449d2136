namespace HwAgent.Agent.Llm;

/// <summary>Settings section <c>Llm</c>. Keys are better kept in environment variables than in a file.</summary>
public sealed class LlmOptions
{
    public const string Section = "Llm";

    /// <summary>Base URL instead of the usual one of <c>openai:</c> or <c>azure:</c>. Azure without it: <c>AZURE_OPENAI_ENDPOINT</c>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>
    /// API key for the one endpoint of the run. Without it: <c>OPENAI_API_KEY</c> for <c>openai:</c>, <c>AZURE_OPENAI_API_KEY</c> or else
    /// Entra ID for <c>azure:</c>, none for the rest, so that a key is never sent to a host it was not made for.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>Longest time for one complete reply, in seconds. Reasoning models may take ten minutes.</summary>
    public double RequestTimeoutSeconds { get; set; } = 900;

    /// <summary>How often a transient failure is tried again; 0: never.</summary>
    public int MaxRetries { get; set; } = 4;

    /// <summary>Pause before the first retry, in seconds; it doubles each time, with jitter. An endpoint's Retry-After goes before it.</summary>
    public double RetryDelaySeconds { get; set; } = 2;

    /// <summary>Longest pause, in seconds. An endpoint that asks for more than this ends the call at once.</summary>
    public double MaxRetryDelaySeconds { get; set; } = 120;

    /// <summary>YAML or JSON file of prices, see <see cref="PriceTable"/>; null: costs are unknown.</summary>
    public string? PricesFile { get; set; }

    /// <summary>What is wrong with the settings, or null.</summary>
    public string? Problem() =>
        !(RequestTimeoutSeconds is > 0 and <= 86400) ? $"Llm:RequestTimeoutSeconds is {RequestTimeoutSeconds}; it is more than 0 and at most 86400."
        : MaxRetries is < 0 or > 100 ? $"Llm:MaxRetries is {MaxRetries}; it is 0 to 100."
        : !(RetryDelaySeconds is >= 0 and <= 3600) ? $"Llm:RetryDelaySeconds is {RetryDelaySeconds}; it is 0 to 3600."
        : !(MaxRetryDelaySeconds is >= 0 and <= 86400) ? $"Llm:MaxRetryDelaySeconds is {MaxRetryDelaySeconds}; it is 0 to 86400."
        : Endpoint is { Length: > 0 } endpoint && !ModelEndpoint.IsHttp(endpoint) ? $"Llm:Endpoint '{endpoint}' is no http or https URL."
        : null;
}
