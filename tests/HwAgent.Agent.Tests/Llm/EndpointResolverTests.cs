using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Tests.Llm;

public sealed class EndpointResolverTests
{
    private const string Key = "key-0123456789abcdef";

    [Theory]
    [InlineData("openai:m", "OPENAI_API_KEY", Key, "https://api.openai.com/v1", "bearer key")]
    [InlineData("azure:m", "AZURE_OPENAI_ENDPOINT", "https://res.openai.azure.com", "https://res.openai.azure.com/openai/v1/", "Entra ID")]
    [InlineData("azure:m", "AZURE_OPENAI_ENDPOINT", "https://res.openai.azure.com/openai", "https://res.openai.azure.com/openai/v1/", "Entra ID")]
    [InlineData("azure:m", "AZURE_OPENAI_ENDPOINT", "https://gateway/team/openai/v1/", "https://gateway/team/openai/v1/", "Entra ID")]
    [InlineData("ollama:m", "OLLAMA_HOST", "", "http://127.0.0.1:11434/v1", "no key")]
    [InlineData("ollama:m", "OLLAMA_HOST", "gpu-box", "http://gpu-box:11434/v1", "no key")]
    [InlineData("ollama:m", "OLLAMA_HOST", "0.0.0.0:5000", "http://127.0.0.1:5000/v1", "no key")]
    [InlineData("ollama:m", "OLLAMA_HOST", "http://gpu-box:80", "http://gpu-box/v1", "no key")]
    [InlineData("ollama:m", "OLLAMA_HOST", "https://gpu-box/ollama/", "https://gpu-box/ollama/v1", "no key")]
    [InlineData("http://host:8000/v1#m", "OPENAI_API_KEY", Key, "http://host:8000/v1", "no key")]
    [InlineData("http://host:8000/v1#m", "Llm:ApiKey", Key, "http://host:8000/v1", "bearer key")]
    public void Resolve_Setting_GivesAddressAndCredential(string reference, string setting, string value, string url, string credential)
    {
        using var bench = new LlmBench(new ManualTime(), (setting, value));

        var endpoint = Assert.Single(bench.Endpoints.Resolve(ModelReference.Parse(reference)));

        Assert.Equal((url, credential), (endpoint.BaseUrl.ToString(), endpoint.Credential.ToString()));
        Assert.DoesNotContain(Key, endpoint.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai:m", "OPENAI_API_KEY", "  ", "set the environment variable OPENAI_API_KEY")]
    [InlineData("azure:m", "OPENAI_API_KEY", Key, "set AZURE_OPENAI_ENDPOINT")]
    [InlineData("azure:m", "AZURE_OPENAI_ENDPOINT", "res.openai.azure.com", "looks like https://RESOURCE")]
    [InlineData("azure:m", "AZURE_OPENAI_ENDPOINT", "http://res.openai.azure.com", "use https")]
    [InlineData("ollama:m", "OLLAMA_HOST", "ftp://x", "OLLAMA_HOST 'ftp://x' is no address")]
    [InlineData("http://a/v1#m,http://b/v1#m", "Llm:ApiKey", Key, "would send it to all of them")]
    [InlineData("http://a/v1#m,http://b/v1#m", "Llm:Endpoint", "http://c/v1", "talks to several endpoints")]
    public void Resolve_MissingOrAmbiguous_SaysWhatToSet(string reference, string setting, string value, string message)
    {
        using var bench = new LlmBench(new ManualTime(), (setting, value));

        var error = Assert.Throws<ModelConfigurationException>(() => bench.Endpoints.Resolve(ModelReference.Parse(reference)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_CascadeWithOneKeyedHost_MayUseOneKey()
    {
        using var bench = new LlmBench(new ManualTime(), ("Llm:ApiKey", Key));

        Assert.Equal(["no key", "bearer key", "bearer key"], bench.Endpoints.Resolve(ModelReference.Parse("ollama:s,openai:m,openai:l")).Select(e => e.Credential.ToString()));
    }
}
