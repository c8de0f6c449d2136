using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Tests.Llm;

public sealed class ModelReferenceTests
{
    [Theory]
    [InlineData("openai:gpt-5", ModelKind.OpenAI, "gpt-5")]
    [InlineData("OpenAI:gpt-5", ModelKind.OpenAI, "gpt-5")]
    [InlineData("azure:my-deployment", ModelKind.Azure, "my-deployment")]
    [InlineData("ollama:qwen2.5-coder:7b", ModelKind.Ollama, "qwen2.5-coder:7b")]
    [InlineData("replay:runs/1/trajectory.jsonl", ModelKind.Replay, "runs/1/trajectory.jsonl")]
    [InlineData("replay:C:\\runs\\trajectory.jsonl", ModelKind.Replay, "C:\\runs\\trajectory.jsonl")]
    public void Parse_NamedKind_KeepsTheName(string text, ModelKind kind, string name)
    {
        Assert.Equal(new ModelReference(kind, name), Assert.Single(ModelReference.Parse(text)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000/v1#qwen", "http://127.0.0.1:8000/v1", "qwen")]
    [InlineData("https://host/api/v1/#org/model-7b", "https://host/api/v1/", "org/model-7b")]
    [InlineData("http://host:1/v1#a%20b", "http://host:1/v1", "a b")]
    public void Parse_Url_SplitsAtTheHash(string text, string url, string name)
    {
        Assert.Equal(new ModelReference(ModelKind.Url, name, new Uri(url)), Assert.Single(ModelReference.Parse(text)));
    }

    [Fact]
    public void Parse_Cascade_KeepsTheOrder()
    {
        var cascade = ModelReference.Parse("ollama:small, http://127.0.0.1:8000/v1#middle ,openai:big");

        Assert.Equal(["ollama:small", "http://127.0.0.1:8000/v1#middle", "openai:big"], cascade.Select(r => r.ToString()));
        Assert.Equal(cascade, ModelReference.Parse(string.Join(',', cascade)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpt-5")]
    [InlineData("openai:")]
    [InlineData("openai:a,")]
    [InlineData("vertex:x")]
    [InlineData("http://host/v1")]
    [InlineData("http://#m")]
    [InlineData("https://host/v1?key=1#m")]
    [InlineData("openai:a,openai:a")]
    [InlineData("openai:a,replay:b")]
    public void Parse_Malformed_ListsTheAllowedForms(string text)
    {
        var error = Assert.Throws<FormatException>(() => ModelReference.Parse(text));

        Assert.Contains(ModelReference.AllowedForms, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_PasswordInUrl_IsRefusedWithoutRepeatingIt()
    {
        var error = Assert.Throws<FormatException>(() => ModelReference.Parse("https://user:hunter2@host/v1#m"));

        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }
}
