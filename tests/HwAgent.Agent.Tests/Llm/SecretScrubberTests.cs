using HwAgent.Agent.Llm;
using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Tests.Llm;

public sealed class SecretScrubberTests
{
    private const string Key = "key-0123456789abcdef";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("your key key-0123456789abcdef is wrong", "your key [key removed] is wrong")]
    [InlineData("key-0123456789abcdefkey-0123456789abcdef", "[key removed][key removed]")]
    [InlineData("Incorrect API key provided: sk-proj-****************abcd. See", "Incorrect API key provided: [key removed]. See")]
    [InlineData("Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.payload", "Authorization: Bearer [key removed]")]
    [InlineData("task-based risk-aware sk-ip", "task-based risk-aware sk-ip")]
    public void Scrub_Text_LosesKeysAndNothingElse(string text, string expected)
    {
        var scrubber = new SecretScrubber();
        scrubber.Add(Key);
        scrubber.Add(null);
        scrubber.Add("ollama");

        Assert.Equal(expected, scrubber.Scrub(text));
    }

    [Fact]
    public void Scrub_KeyThatBeginsWithAnother_IsRemovedWhole()
    {
        var scrubber = new SecretScrubber();
        scrubber.Add("abcdefgh");
        scrubber.Add("abcdefgh12345678");

        Assert.Equal("x [key removed] y", scrubber.Scrub("x abcdefgh12345678 y"));
    }

    [Theory]
    [InlineData("openai:m", "OPENAI_API_KEY", "Authorization")]
    [InlineData("azure:m", "AZURE_OPENAI_API_KEY", "api-key")]
    [InlineData("URL#m", "Llm:ApiKey", "Authorization")]
    public async Task CompleteAsync_EndpointThatEchoesTheKey_ShowsItNowhere(string reference, string setting, string header)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("trajectory.jsonl");
        await using var server = new LoopbackEndpoint(
            Serve.Echo(header), Serve.Error(500, $"bad {Key}"), Serve.Error(401, $"Incorrect API key provided: {Key}"), Serve.Raw(400, $"raw {Key}"), Serve.Stream($"{{\"{Key}\":"), Serve.CutOffInChunk(Key));
        using var bench = new LlmBench(new ManualTime(), ("Llm:MaxRetries", "1"), ("Llm:Endpoint", server.BaseUrl), (setting, Key));
        var progress = new ProgressLines();
        var said = new List<string>();
        using (var trajectory = TrajectoryWriter.Create(path))
        {
            var model = bench.Model(reference.Replace("URL", server.BaseUrl, StringComparison.Ordinal), trajectory: trajectory);
            said.Add((await model.CompleteAsync(LlmBench.Ask($"my key is {Key}"), progress, Token)).Text);
            for (var i = 0; i < 3; i++) said.Add((await Assert.ThrowsAsync<ModelCallException>(() => model.CompleteAsync(LlmBench.Ask("again"), progress, Token))).ToString());
        }

        Assert.Contains(Key, server.Requests[0].Headers[header], StringComparison.Ordinal);
        Assert.All(server.Requests, r => Assert.DoesNotContain(Key, r.Body, StringComparison.Ordinal));
        Assert.Contains(SecretScrubber.Replacement, said[0], StringComparison.Ordinal);
        Assert.NotEmpty(bench.Log.All);
        Assert.All([.. said, .. bench.Log.All, .. progress.All.Select(p => p.ToString()), await File.ReadAllTextAsync(path, Token)], text => Assert.DoesNotContain(Key, text, StringComparison.Ordinal));
    }
}
