using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Tests.Llm;

public sealed class SemanticKernelChatModelTests
{
    private const string Key = "key-0123456789abcdef";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CompleteAsync_StreamedReply_JoinsTextAndReportsUsageAndProgress()
    {
        await using var server = new LoopbackEndpoint(Serve.Text("one ", "two ", "three"));
        using var bench = new LlmBench(new ManualTime());
        var progress = new ProgressLines();

        var reply = await bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), progress, Token);

        Assert.Equal("one two three", reply.Text);
        Assert.Equal("stop", reply.FinishReason);
        Assert.Equal(new ChatUsage(12, 7, 4, null), reply.Usage);
        Assert.Empty(reply.ToolCalls);
        Assert.Equal(ChatPhase.Waiting, progress.All[0].Phase);
        Assert.Contains(progress.All, p => p is { Phase: ChatPhase.Streaming, Characters: 8 });
        Assert.Equal((ChatPhase.Finished, 13), (progress.All[^1].Phase, progress.All[^1].Characters));
        var request = server.Requests.Single();
        Assert.Equal(("POST", "/v1/chat/completions"), (request.Method, request.Path));
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.True(request.Json.GetProperty("stream").GetBoolean());
        Assert.True(request.Json.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.Equal("m", request.Json.GetProperty("model").GetString());
        Assert.Equal(["system", "user"], request.Json.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task CompleteAsync_ToolCalls_ReturnsThemUnrunWithRawArguments()
    {
        await using var server = new LoopbackEndpoint(Serve.ToolCalls);
        using var bench = new LlmBench(new ManualTime());
        var request = LlmBench.Ask("check it") with
        {
            Tools =
            [
                new ToolDefinition("lint", "Runs Verilator.", """{"type":"object","properties":{"file":{"type":"string","description":"which"}},"required":["file"]}"""),
                new ToolDefinition("simulate", "Runs Icarus.", """{"type":"object","properties":{"vectors":{"type":"integer","minimum":1},"corners":{"type":"array","items":{"type":"string"}}},"required":["vectors"]}"""),
                new ToolDefinition("cost", "No arguments.", """{"type":"object","properties":{}}"""),
            ],
        };

        var reply = await bench.Model(server.BaseUrl + "#m").CompleteAsync(request, null, Token);

        Assert.Equal("tool_calls", reply.FinishReason);
        Assert.Equal([new ToolCall("call_a", "lint", "{\"file\": \"pe.sv\"}"), new ToolCall("call_b", "simulate", "{\"vectors\": 10")], reply.ToolCalls);
        var tools = server.Requests.Single().Json.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("function")).ToList();
        Assert.Equal(["lint", "simulate", "cost"], tools.Select(t => t.GetProperty("name").GetString()));
        Assert.Equal("which", tools[0].GetProperty("parameters").GetProperty("properties").GetProperty("file").GetProperty("description").GetString());
        Assert.Equal("Runs Verilator.", tools[0].GetProperty("description").GetString());
        var parameters = tools[1].GetProperty("parameters");
        Assert.Equal(1, parameters.GetProperty("properties").GetProperty("vectors").GetProperty("minimum").GetInt32());
        Assert.Equal("string", parameters.GetProperty("properties").GetProperty("corners").GetProperty("items").GetProperty("type").GetString());
        Assert.Equal(["vectors"], parameters.GetProperty("required").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public async Task CompleteAsync_ToolResults_AreSentBackWithTheirCalls()
    {
        await using var server = new LoopbackEndpoint(Serve.Text("done"));
        using var bench = new LlmBench(new ManualTime());
        var first = new ChatReply("", [new ToolCall("call_a", "lint", "{\"file\":\"pe.sv\",\"n\":3}"), new ToolCall("call_b", "simulate", "{oops")], new ChatUsage(0, 0, 0, null), "tool_calls");
        var request = LlmBench.Ask("check it") with
        {
            Turns = [ChatTurn.User("check it"), ChatTurn.Assistant(first), ChatTurn.ToolResult(first.ToolCalls[0], "clean"), ChatTurn.ToolResult(first.ToolCalls[1], "bad arguments")],
        };

        await bench.Model(server.BaseUrl + "#m").CompleteAsync(request, null, Token);

        var messages = server.Requests.Single().Json.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["user", "assistant", "tool", "tool"], messages.Select(m => m.GetProperty("role").GetString()));
        var calls = messages[1].GetProperty("tool_calls").EnumerateArray().ToList();
        Assert.Equal("{\"file\":\"pe.sv\",\"n\":3}", calls[0].GetProperty("function").GetProperty("arguments").GetString());
        using var malformed = JsonDocument.Parse(calls[1].GetProperty("function").GetProperty("arguments").GetString()!);
        Assert.Equal("{oops", malformed.RootElement.GetProperty("malformed_arguments").GetString());
        Assert.Equal(("call_a", "clean"), (messages[2].GetProperty("tool_call_id").GetString(), messages[2].GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"rows":{"type":"integer"}},"required":["rows"],"additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","properties":{"rows":{"type":"integer"}}}""", false)]
    public async Task CompleteAsync_ResponseSchema_IsSentAndStrictWhereItCanBe(string schema, bool strict)
    {
        await using var server = new LoopbackEndpoint(Serve.Text("{}"));
        using var bench = new LlmBench(new ManualTime());

        await bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("propose") with { ResponseJsonSchema = schema, Temperature = 0.25, Seed = 7, MaxOutputTokens = 500 }, null, Token);

        var body = server.Requests.Single().Json;
        var format = body.GetProperty("response_format");
        Assert.Equal("json_schema", format.GetProperty("type").GetString());
        Assert.Equal("integer", format.GetProperty("json_schema").GetProperty("schema").GetProperty("properties").GetProperty("rows").GetProperty("type").GetString());
        Assert.Equal(strict, format.GetProperty("json_schema").TryGetProperty("strict", out var sent) && sent.ValueKind == JsonValueKind.True);
        Assert.Equal((0.25, 7, 500), (body.GetProperty("temperature").GetDouble(), body.GetProperty("seed").GetInt32(), body.GetProperty("max_tokens").GetInt32()));
    }

    [Fact]
    public async Task CompleteAsync_OpenAI_SignsWithTheKeyAndUsesTheNewTokenLimit()
    {
        await using var server = new LoopbackEndpoint(Serve.Text("hi"));
        using var bench = new LlmBench(new ManualTime(), ("Llm:Endpoint", server.BaseUrl), ("OPENAI_API_KEY", Key));

        await bench.Model("openai:gpt-x").CompleteAsync(LlmBench.Ask("hello") with { MaxOutputTokens = 9 }, null, Token);

        var request = server.Requests.Single();
        Assert.Equal("Bearer " + Key, request.Headers["Authorization"]);
        Assert.Equal(9, request.Json.GetProperty("max_completion_tokens").GetInt32());
        Assert.False(request.Json.TryGetProperty("temperature", out _));
        Assert.False(request.Json.TryGetProperty("tools", out _));
    }

    [Fact]
    public async Task CompleteAsync_AzureWithKey_UsesTheV1PathAndTheApiKeyHeader()
    {
        await using var server = new LoopbackEndpoint(Serve.Text("hi"));
        using var bench = new LlmBench(new ManualTime(), ("AZURE_OPENAI_ENDPOINT", $"http://127.0.0.1:{server.Port}"), ("AZURE_OPENAI_API_KEY", Key));

        await bench.Model("azure:my-deployment").CompleteAsync(LlmBench.Ask("hello"), null, Token);

        var request = server.Requests.Single();
        Assert.Equal("/openai/v1/chat/completions", request.Path);
        Assert.Equal(Key, request.Headers["api-key"]);
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal("my-deployment", request.Json.GetProperty("model").GetString());
    }

    [Fact]
    public async Task CompleteAsync_AzureWithoutKey_SendsOneEntraTokenUntilItExpires()
    {
        var time = new ManualTime();
        var (issued, scopes) = (0, new List<string>());
        var entraId = DelegatedTokenCredential.Create(
            (context, _) =>
            {
                scopes.AddRange(context.Scopes);
                return new AccessToken($"entra-token-number-{++issued}", time.GetUtcNow() + TimeSpan.FromHours(1));
            });
        await using var server = new LoopbackEndpoint(Serve.Text("hi"));
        using var bench = new LlmBench(time, entraId, ("AZURE_OPENAI_ENDPOINT", $"http://127.0.0.1:{server.Port}/openai/v1/"));
        var model = bench.Model("azure:my-deployment");

        await model.CompleteAsync(LlmBench.Ask("1"), null, Token);
        await model.CompleteAsync(LlmBench.Ask("2"), null, Token);
        time.Advance(TimeSpan.FromMinutes(56));
        await model.CompleteAsync(LlmBench.Ask("3"), null, Token);

        Assert.Equal(["Bearer entra-token-number-1", "Bearer entra-token-number-1", "Bearer entra-token-number-2"], server.Requests.Select(r => r.Headers["Authorization"]));
        Assert.All(server.Requests, r => Assert.Equal("/openai/v1/chat/completions", r.Path));
        Assert.Equal(["https://cognitiveservices.azure.com/.default", "https://cognitiveservices.azure.com/.default"], scopes);
    }

    [Fact]
    public async Task CompleteAsync_EntraGivesNoToken_SaysWhatToRunWithoutRetry()
    {
        var asked = 0;
        var entraId = DelegatedTokenCredential.Create((_, _) =>
        {
            asked++;
            throw new CredentialUnavailableException("Nobody is signed in.");
        });
        await using var server = new LoopbackEndpoint(Serve.Text("hi"));
        using var bench = new LlmBench(new ManualTime(), entraId, ("AZURE_OPENAI_ENDPOINT", $"http://127.0.0.1:{server.Port}"));

        var error = await Assert.ThrowsAsync<ModelCallException>(() => bench.Model("azure:my-deployment").CompleteAsync(LlmBench.Ask("1"), null, Token));

        Assert.Equal((ModelFault.Unauthorized, 1), (error.Fault, asked));
        Assert.Contains("Nobody is signed in. Run 'az login', or set AZURE_OPENAI_API_KEY.", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task CompleteAsync_Ollama_UsesItsHostWithoutAKey()
    {
        await using var server = new LoopbackEndpoint(Serve.Text("hi"));
        using var bench = new LlmBench(new ManualTime(), ("OLLAMA_HOST", $"0.0.0.0:{server.Port}"), ("OPENAI_API_KEY", Key), ("Llm:ApiKey", Key));

        await bench.Model("ollama:qwen2.5-coder:7b").CompleteAsync(LlmBench.Ask("hello") with { MaxOutputTokens = 9 }, null, Token);

        var request = server.Requests.Single();
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal("qwen2.5-coder:7b", request.Json.GetProperty("model").GetString());
        Assert.Equal(9, request.Json.GetProperty("max_tokens").GetInt32());
        Assert.DoesNotContain(Key, request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteAsync_EmptyReply_IsAReplyWithEmptyText()
    {
        await using var server = new LoopbackEndpoint(Serve.Text());
        using var bench = new LlmBench(new ManualTime());

        var reply = await bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), null, Token);

        Assert.Equal(("", "stop"), (reply.Text, reply.FinishReason));
        Assert.Equal("reply.empty", ReplyParser.Json(reply).Diagnostics.Single().Code);
    }

    [Fact]
    public async Task CompleteAsync_TokenLimitReached_SaysSo()
    {
        await using var server = new LoopbackEndpoint(Serve.Truncated("module pe (input clk_i);"));
        using var bench = new LlmBench(new ManualTime());

        var reply = await bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), null, Token);

        Assert.Equal("length", reply.FinishReason);
        Assert.Equal("reply.truncated", ReplyParser.Rtl(reply, "pe").Diagnostics[0].Code);
    }

    [Fact]
    public async Task CompleteAsync_PriceFile_GivesTheCost()
    {
        await using var server = new LoopbackEndpoint(Serve.Text("hi"));
        using var folder = new TemporaryFolder();
        var prices = folder.Write("prices.yaml", "m: { prompt: 2, cached: 0.5, completion: 10 }\n");
        using var bench = new LlmBench(new ManualTime(), ("Llm:PricesFile", prices));

        var reply = await bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), null, Token);

        // 8 fresh x 2 + 4 cached x 0.5 + 7 written x 10 = 88 dollars a million.
        Assert.Equal(0.000088m, reply.Usage.CostUsd);
    }

    [Fact]
    public async Task CompleteAsync_NoUsageReported_SaysSoInsteadOfZero()
    {
        await using var server = new LoopbackEndpoint(Serve.TextWithoutUsage("hi"));
        using var bench = new LlmBench(new ManualTime());

        var reply = await bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), null, Token);

        Assert.False(reply.Usage.Reported);
        Assert.Null(reply.Usage.CostUsd);
    }
}
