using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HwAgent.Agent.Llm;

/// <summary>Registers model access with the host.</summary>
public static class LlmServices
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Adds <see cref="ChatModelFactory"/> and what it needs. Register a <see cref="TimeProvider"/> or <see cref="TokenCredential"/> before to replace the usual ones.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">Section <c>Llm</c>, and at its root the environment variables <c>OPENAI_API_KEY</c>, <c>AZURE_OPENAI_API_KEY</c>, <c>AZURE_OPENAI_ENDPOINT</c>, <c>OLLAMA_HOST</c>.</param>
    public static IServiceCollection AddHwAgentLlm(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogging();
        services.AddOptions<LlmOptions>().Bind(configuration.GetSection(LlmOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LlmOptions>>(new OptionsCheck());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.TryAddSingleton(_ => Scrubber(configuration));
        services.AddSingleton(provider => new EndpointResolver(provider.GetRequiredService<IOptions<LlmOptions>>(), configuration, provider.GetRequiredService<TokenCredential>()));
        services.AddSingleton<ChatModelFactory>();

        // The factory's own logging would show request headers at trace level; redirects would carry an api-key header to another host.
        services.AddHttpClient(ChatModelFactory.HttpClientName)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout });
        return services;
    }

    private static SecretScrubber Scrubber(IConfiguration configuration)
    {
        var scrubber = new SecretScrubber();
        scrubber.Add(configuration[LlmOptions.Section + ":ApiKey"]);
        scrubber.Add(configuration["OPENAI_API_KEY"]);
        scrubber.Add(configuration["AZURE_OPENAI_API_KEY"]);
        return scrubber;
    }

    private sealed class OptionsCheck : IValidateOptions<LlmOptions>
    {
        public ValidateOptionsResult Validate(string? name, LlmOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
