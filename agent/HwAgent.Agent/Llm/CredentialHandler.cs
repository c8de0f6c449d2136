using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Azure.Core;

namespace HwAgent.Agent.Llm;

/// <summary>
/// Signs requests. The client library gets a placeholder only, so the true key exists in this one place,
/// and no key is sent to an endpoint that has none.
/// </summary>
/// <remarks>
/// Azure OpenAI's v1 endpoint takes a key in the header <c>api-key</c>, an Entra ID token as <c>Authorization: Bearer TOKEN</c>, and the token is
/// asked for with the scope <c>https://cognitiveservices.azure.com/.default</c>. Source: Microsoft, "Azure OpenAI in Azure AI Foundry Models API
/// lifecycle", code changes for the next generation API, tabs REST and Microsoft Entra ID (as of 2025-08-26),
/// https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle.
/// </remarks>
internal sealed class CredentialHandler(Credential credential, SecretScrubber scrubber, TimeProvider time) : DelegatingHandler
{
    /// <summary>Also in Microsoft, "How to configure Azure OpenAI with Microsoft Entra ID authentication", https://learn.microsoft.com/azure/ai-services/openai/how-to/managed-identity.</summary>
    private const string CognitiveServicesScope = "https://cognitiveservices.azure.com/.default";
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    // Boxed, so that two requests at once see one whole token or the other.
    private StrongBox<AccessToken>? _token;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers;
        headers.Authorization = null;
        if (credential.BearerKey is { } key) headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (credential.ApiKeyHeader is { } azureKey) headers.TryAddWithoutValidation("api-key", azureKey);
        if (credential.EntraId is { } source) headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(source, cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<string> TokenAsync(TokenCredential source, CancellationToken cancellationToken)
    {
        var token = _token;
        if (token is null || token.Value.ExpiresOn - RenewBefore <= time.GetUtcNow())
        {
            token = new StrongBox<AccessToken>(await source.GetTokenAsync(new TokenRequestContext([CognitiveServicesScope]), cancellationToken));
            scrubber.Add(token.Value.Token);
            _token = token;
        }

        return token.Value.Token;
    }
}
