namespace HwAgent.Agent.Llm;

/// <summary>Why a model call failed. The first group passes by itself and is retried; the second does not.</summary>
public enum ModelFault
{
    /// <summary>HTTP 429 that asks to slow down.</summary>
    RateLimited,

    /// <summary>HTTP 408 or 5xx.</summary>
    ServerError,

    /// <summary>The connection could not be made, or was reset.</summary>
    Connection,

    /// <summary>The stream ended before the reply did.</summary>
    CutOff,

    /// <summary>A successful response that does not follow the protocol.</summary>
    MalformedResponse,

    /// <summary>No complete reply within the configured time.</summary>
    TimedOut,

    /// <summary>HTTP 401 or 403, or no credential at all.</summary>
    Unauthorized,

    /// <summary>HTTP 404: no such model, deployment or path.</summary>
    NotFound,

    /// <summary>The conversation does not fit into the model's context.</summary>
    ContextTooLong,

    /// <summary>HTTP 429 for a spent quota: waiting does not help.</summary>
    QuotaExhausted,

    /// <summary>Any other HTTP status.</summary>
    BadRequest,
}
