using Azure.Core;

namespace HwAgent.Agent.Llm;

/// <summary>How a request proves who sends it. Prints nothing secret.</summary>
public sealed class Credential
{
    private Credential(string? bearerKey, string? apiKeyHeader, TokenCredential? entraId)
    {
        BearerKey = bearerKey;
        ApiKeyHeader = apiKeyHeader;
        EntraId = entraId;
    }

    public static Credential None { get; } = new(null, null, null);

    /// <summary>Sent as <c>Authorization: Bearer KEY</c>.</summary>
    public string? BearerKey { get; }

    /// <summary>Sent as <c>api-key: KEY</c>, Azure's own header (source at <see cref="CredentialHandler"/>).</summary>
    public string? ApiKeyHeader { get; }

    /// <summary>Source of Entra ID tokens, sent as <c>Authorization: Bearer TOKEN</c>.</summary>
    public TokenCredential? EntraId { get; }

    public static Credential Bearer(string key) => new(key, null, null);

    public static Credential AzureKey(string key) => new(null, key, null);

    public static Credential Entra(TokenCredential source) => new(null, null, source);

    public override string ToString() =>
        BearerKey is not null ? "bearer key" : ApiKeyHeader is not null ? "api-key" : EntraId is not null ? "Entra ID" : "no key";
}
