using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HwAgent.Agent.Llm;

/// <summary>Finds address and credential of a live model from the settings and the environment.</summary>
public sealed class EndpointResolver(IOptions<LlmOptions> options, IConfiguration configuration, TokenCredential entraId)
{
    /// <summary>Appended to the address of the resource. Source: Microsoft, https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle.</summary>
    private const string AzurePath = "/openai/v1";

    /// <summary>Address and credential of every model of a cascade.</summary>
    /// <exception cref="ModelConfigurationException">A key or an endpoint is missing or ambiguous.</exception>
    public IReadOnlyList<ModelEndpoint> Resolve(IReadOnlyList<ModelReference> cascade)
    {
        var endpoints = cascade.Select(Resolve).ToList();
        var settings = options.Value;
        var hosts = endpoints.Where(e => e.Reference.Kind != ModelKind.Ollama).Select(e => e.Reference.Kind + " " + e.BaseUrl.Authority).Distinct().Count();
        if (hosts > 1 && Set(settings.ApiKey))
            throw new ModelConfigurationException("Llm:ApiKey is one key, but this cascade talks to several endpoints and would send it to all of them. Use OPENAI_API_KEY and AZURE_OPENAI_API_KEY instead.");
        if (hosts > 1 && Set(settings.Endpoint))
            throw new ModelConfigurationException("Llm:Endpoint is one address, but this cascade talks to several endpoints. Use AZURE_OPENAI_ENDPOINT, or name models as http(s)://HOST:PORT/v1#NAME.");
        return endpoints;
    }

    private ModelEndpoint Resolve(ModelReference reference) => reference.Kind switch
    {
        ModelKind.OpenAI => new ModelEndpoint(reference, OpenAIUrl(), OpenAICredential()),
        ModelKind.Azure => new ModelEndpoint(reference, AzureUrl(), AzureCredential()),
        ModelKind.Ollama => new ModelEndpoint(reference, OllamaUrl(), Credential.None),
        ModelKind.Url => new ModelEndpoint(reference, reference.BaseUrl!, Set(options.Value.ApiKey) ? Credential.Bearer(options.Value.ApiKey!) : Credential.None),
        _ => throw new ArgumentException($"{reference} is no live model.", nameof(reference)),
    };

    private Uri OpenAIUrl() => new(Set(options.Value.Endpoint) ? options.Value.Endpoint! : "https://api.openai.com/v1");

    private Credential OpenAICredential() =>
        First(options.Value.ApiKey, configuration["OPENAI_API_KEY"]) is { } key
            ? Credential.Bearer(key)
            : throw new ModelConfigurationException("An openai: model needs a key: set the environment variable OPENAI_API_KEY.");

    private Uri AzureUrl()
    {
        var text = First(options.Value.Endpoint, configuration["AZURE_OPENAI_ENDPOINT"])
            ?? throw new ModelConfigurationException("An azure: model needs the address of the resource: set AZURE_OPENAI_ENDPOINT to https://RESOURCE.openai.azure.com.");
        if (!ModelEndpoint.IsHttp(text)) throw new ModelConfigurationException($"AZURE_OPENAI_ENDPOINT '{text}' is no URL; it looks like https://RESOURCE.openai.azure.com.");
        var url = new Uri(text);
        if (url.Scheme != "https" && !url.IsLoopback) throw new ModelConfigurationException($"'{text}' would send the Azure credential unencrypted; use https.");
        var path = url.AbsolutePath.TrimEnd('/');

        // Portals show the bare resource, /openai or the whole v1 path; all three mean the same.
        var v1 = path.EndsWith(AzurePath, StringComparison.OrdinalIgnoreCase) ? path
            : path.EndsWith("/openai", StringComparison.OrdinalIgnoreCase) ? path + "/v1"
            : path + AzurePath;
        return new Uri(url.GetLeftPart(UriPartial.Authority) + v1 + "/");
    }

    private Credential AzureCredential() =>
        First(options.Value.ApiKey, configuration["AZURE_OPENAI_API_KEY"]) is { } key ? Credential.AzureKey(key) : Credential.Entra(entraId);

    /// <remarks>OLLAMA_HOST is written for the server too: without a scheme, without a port, or as the wildcard address.</remarks>
    private Uri OllamaUrl()
    {
        var text = First(configuration["OLLAMA_HOST"]) ?? "127.0.0.1";
        var full = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (!ModelEndpoint.IsHttp(full)) throw new ModelConfigurationException($"OLLAMA_HOST '{text}' is no address; it looks like 127.0.0.1:11434.");
        var uri = new UriBuilder(full);
        if (uri.Host is "0.0.0.0" or "[::]") uri.Host = "127.0.0.1";
        var authority = full[(full.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('/')[0];
        var hasPort = authority.LastIndexOf(':') > authority.LastIndexOf(']');
        if (!hasPort && uri.Scheme == "http") uri.Port = 11434;
        if (!uri.Path.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal)) uri.Path = uri.Path.TrimEnd('/') + "/v1";
        return uri.Uri;
    }

    private static bool Set(string? text) => !string.IsNullOrWhiteSpace(text);

    private static string? First(params string?[] texts) => texts.FirstOrDefault(Set)?.Trim();
}
