using System.Net;
using System.Net.Sockets;
using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Tests.Llm;

public sealed class ResilientChatModelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task CompleteAsync_TransientStatus_IsTriedAgain(int status)
    {
        await using var server = new LoopbackEndpoint(Serve.Error(status, "busy"), Serve.Error(status, "still busy"), Serve.Text("good"));
        using var bench = new LlmBench(new ManualTime());
        var progress = new ProgressLines();

        var reply = await bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), progress, Token);

        Assert.Equal(("good", 2), (reply.Text, reply.Usage.Retries));
        Assert.Equal(Enumerable.Repeat(status == 429 ? ModelFault.RateLimited : ModelFault.ServerError, 2), reply.Usage.RetriedFaults);
        Assert.Equal(3, server.Requests.Count);
        Assert.Single(server.Requests.Select(r => r.Body).Distinct());
        Assert.Equal((1, 2), (bench.Ledger.Totals.Requests, bench.Ledger.Totals.Retries));
        Assert.Equal(2, progress.All.Count(p => p.Phase == ChatPhase.Retrying));
        Assert.Contains("busy", progress.All.First(p => p.Phase == ChatPhase.Retrying).Note, StringComparison.Ordinal);
        Assert.Equal(3, progress.All[^1].Attempt);
    }

    [Fact]
    public async Task CompleteAsync_PersistentFailure_GivesUpAfterMaxRetriesOnce()
    {
        await using var server = new LoopbackEndpoint(Serve.Error(503, "down"));
        using var bench = new LlmBench(new ManualTime(), ("Llm:MaxRetries", "3"));

        var error = await FailAsync(bench, server);

        Assert.Equal((ModelFault.ServerError, 503, 3), (error.Fault, error.StatusCode, error.Retries));
        Assert.Equal(3, error.RetriedFaults!.Count(f => f == ModelFault.ServerError));
        Assert.Equal(4, server.Requests.Count);
        Assert.EndsWith("Given up after 4 attempts.", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 3), (bench.Ledger.Totals.Requests, bench.Ledger.Totals.Retries));
    }

    [Fact]
    public async Task CompleteAsync_NoRetriesConfigured_FailsAtOnce()
    {
        await using var server = new LoopbackEndpoint(Serve.Error(503, "down"), Serve.Text("good"));
        using var bench = new LlmBench(new ManualTime(), ("Llm:MaxRetries", "0"));

        await FailAsync(bench, server);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task CompleteAsync_BackOff_GrowsAndStaysBelowTheLimit()
    {
        var time = new ManualTime();
        await using var server = new LoopbackEndpoint(Serve.Error(500, "down"));
        using var bench = new LlmBench(time, ("Llm:MaxRetries", "8"), ("Llm:RetryDelaySeconds", "1"), ("Llm:MaxRetryDelaySeconds", "20"));

        await FailAsync(bench, server);

        Assert.Equal(8, time.Pauses.Count);
        Assert.All(time.Pauses, pause => Assert.InRange(pause.TotalSeconds, 0, 20));
        Assert.True(time.Pauses.TakeLast(3).Sum(p => p.TotalSeconds) > time.Pauses.Take(3).Sum(p => p.TotalSeconds));
    }

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    [InlineData("Retry-After: 0", 0)]
    [InlineData("retry-after-ms: 2500", 2.5)]
    [InlineData("Retry-After: Thu, 01 Jan 2026 00:00:30 GMT", 30)]
    public async Task CompleteAsync_RetryAfter_IsThePause(string header, double seconds)
    {
        var time = new ManualTime();
        await using var server = new LoopbackEndpoint(Serve.Error(429, "slow down", header: header), Serve.Text("good"));
        using var bench = new LlmBench(time);

        await bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), null, Token);

        // Polly skips a pause of zero.
        Assert.Equal(seconds == 0 ? [] : [TimeSpan.FromSeconds(seconds)], time.Pauses);
    }

    [Theory]
    [InlineData("Retry-After: 7200")]
    [InlineData("Retry-After: 99999999999999999999")]
    [InlineData("Retry-After: Fri, 02 Jan 2026 00:00:00 GMT")]
    public async Task CompleteAsync_RetryAfterBeyondTheLimit_FailsAtOnceAndSaysSo(string header)
    {
        await using var server = new LoopbackEndpoint(Serve.Error(429, "slow down", header: header), Serve.Text("good"));
        using var bench = new LlmBench(new ManualTime());

        var error = await FailAsync(bench, server);

        Assert.Equal(ModelFault.RateLimited, error.Fault);
        Assert.Contains("longer than Llm:MaxRetryDelaySeconds (120)", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task CompleteAsync_RetryAfterNonsense_FallsBackToBackOff()
    {
        var time = new ManualTime();
        await using var server = new LoopbackEndpoint(Serve.Error(429, "slow down", header: "Retry-After: soon"), Serve.Text("good"));
        using var bench = new LlmBench(time);

        await bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), null, Token);

        Assert.Single(time.Pauses);
    }

    [Fact]
    public async Task CompleteAsync_StreamBrokenOff_IsTriedAgainWithoutMixingTexts()
    {
        await using var server = new LoopbackEndpoint(Serve.CutOffInChunk("half an ans"), Serve.Reset, Serve.EndsWithoutFinish("half"), Serve.Stream("{\"id\":", "[DONE]"), Serve.Text("whole"));
        using var bench = new LlmBench(new ManualTime());

        var reply = await bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), null, Token);

        Assert.Equal(("whole", 4), (reply.Text, reply.Usage.Retries));
        Assert.Equal(5, server.Requests.Count);
    }

    [Theory]
    [InlineData("cut", ModelFault.CutOff, "broke off before the reply was complete")]
    [InlineData("tidy", ModelFault.CutOff, "the stream ended after 4 characters")]
    [InlineData("reset", ModelFault.Connection, "the connection failed: ")]
    [InlineData("malformed", ModelFault.MalformedResponse, "does not follow the OpenAI chat protocol")]
    [InlineData("html", ModelFault.CutOff, "Is this an OpenAI-compatible endpoint?")]
    public async Task CompleteAsync_BrokenReply_NamesTheFault(string kind, ModelFault fault, string message)
    {
        await using var server = new LoopbackEndpoint(kind switch
        {
            "cut" => Serve.CutOffInChunk("half"),
            "tidy" => Serve.EndsWithoutFinish("half"),
            "reset" => Serve.Reset,
            "malformed" => Serve.Stream("{\"id\":", "[DONE]"),
            _ => Serve.Raw(200, "<html>Sign in to the hotel network</html>"),
        });
        using var bench = new LlmBench(new ManualTime(), ("Llm:MaxRetries", "0"));

        var error = await FailAsync(bench, server);

        Assert.Equal(fault, error.Fault);
        Assert.True(error.IsTransient);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteAsync_NothingListens_IsAConnectionFaultWithAdvice()
    {
        // A port that was free a moment ago and that nobody listens on.
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        using var bench = new LlmBench(new ManualTime(), ("Llm:MaxRetries", "2"));

        var error = await Assert.ThrowsAsync<ModelCallException>(() => bench.Model($"http://127.0.0.1:{port}/v1#m").CompleteAsync(LlmBench.Ask("hello"), null, Token));

        Assert.Equal((ModelFault.Connection, 2), (error.Fault, error.Retries));
        Assert.Contains("Is the server running", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "Incorrect API key provided", "invalid_api_key", ModelFault.Unauthorized, "Llm:ApiKey")]
    [InlineData(403, "Forbidden", "forbidden", ModelFault.Unauthorized, "Llm:ApiKey")]
    [InlineData(404, "The model 'm' does not exist", "model_not_found", ModelFault.NotFound, "Is 'm' a model of this endpoint")]
    [InlineData(400, "This model's maximum context length is 8192 tokens", "context_length_exceeded", ModelFault.ContextTooLong, "Shorten the conversation")]
    [InlineData(400, "the request exceeds the available context size", "exceed_context_size_error", ModelFault.ContextTooLong, "Shorten the conversation")]
    [InlineData(413, "too large", "too_large", ModelFault.ContextTooLong, "Shorten the conversation")]
    [InlineData(400, "Unsupported value: 'temperature' does not support 0.2", "unsupported_value", ModelFault.BadRequest, "temperature")]
    [InlineData(400, "Invalid schema", "invalid_request", ModelFault.BadRequest, "Invalid schema")]
    [InlineData(429, "You exceeded your current quota", "insufficient_quota", ModelFault.QuotaExhausted, "billing")]
    [InlineData(307, "moved", "moved", ModelFault.BadRequest, "redirects")]
    public async Task CompleteAsync_PermanentStatus_FailsOnceWithAdvice(int status, string message, string code, ModelFault fault, string advice)
    {
        await using var server = new LoopbackEndpoint(Serve.Error(status, message, code, "Location: http://127.0.0.1:1/v1"), Serve.Text("good"));
        using var bench = new LlmBench(new ManualTime());

        var error = await FailAsync(bench, server);

        Assert.Equal((fault, status), (error.Fault, error.StatusCode));
        Assert.False(error.IsTransient);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CompleteAsync_ServerThatNeverFinishes_EndsAtTheTimeLimitWithoutRetry(bool streaming)
    {
        var time = new ManualTime();
        await using var server = new LoopbackEndpoint(streaming ? Serve.Stall("half") : Serve.Silence, Serve.Text("good"));
        using var bench = new LlmBench(time, ("Llm:RequestTimeoutSeconds", "600"));
        var call = bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), null, Token);
        await server.FirstRequest.Task;

        time.Advance(TimeSpan.FromSeconds(599));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<ModelCallException>(() => call);
        Assert.Equal((ModelFault.TimedOut, 0), (error.Fault, error.Retries));
        Assert.Contains("within 600 seconds. Raise Llm:RequestTimeoutSeconds", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task CompleteAsync_TimeLimit_CountsEachAttemptAnew()
    {
        var time = new ManualTime();
        await using var server = new LoopbackEndpoint(Serve.Error(429, "slow down", header: "Retry-After: 200"), Serve.Error(429, "slow down", header: "Retry-After: 200"), Serve.Text("good"));
        using var bench = new LlmBench(time, ("Llm:RequestTimeoutSeconds", "301"), ("Llm:MaxRetryDelaySeconds", "250"));
        var model = bench.Model(server.BaseUrl + "#m");

        Assert.Equal("good", (await model.CompleteAsync(LlmBench.Ask("hello"), null, Token)).Text);
        Assert.Equal(400, time.Pauses.Sum(p => p.TotalSeconds));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CompleteAsync_Cancelled_EndsWithoutAnswerOrRetry(bool streaming)
    {
        await using var server = new LoopbackEndpoint(streaming ? Serve.Stall("half") : Serve.Silence);
        using var bench = new LlmBench(new ManualTime());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), null, cancel.Token);
        await server.FirstRequest.Task;

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task CompleteAsync_CancelledDuringTheBackOff_EndsAtOnce()
    {
        // Pauses never end here, so only the cancellation can end the call.
        var time = new ManualTime { LongestPause = TimeSpan.Zero };
        await using var server = new LoopbackEndpoint(Serve.Error(500, "down", header: "Retry-After: 60"));
        using var bench = new LlmBench(time);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var progress = new CancelOnRetry(cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), progress, cancel.Token));

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("Llm:RequestTimeoutSeconds", "0")]
    [InlineData("Llm:RequestTimeoutSeconds", "NaN")]
    [InlineData("Llm:MaxRetries", "-1")]
    [InlineData("Llm:RetryDelaySeconds", "-1")]
    [InlineData("Llm:MaxRetryDelaySeconds", "1e9")]
    [InlineData("Llm:Endpoint", "ftp://x")]
    public void Options_OutOfRange_NameTheSetting(string key, string value)
    {
        using var bench = new LlmBench(new ManualTime(), (key, value));

        var error = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => bench.Model("ollama:m"));

        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    private static Task<ModelCallException> FailAsync(LlmBench bench, LoopbackEndpoint server) =>
        Assert.ThrowsAsync<ModelCallException>(() => bench.Model(server.BaseUrl + "#m").CompleteAsync(LlmBench.Ask("hello"), null, Token));

    private sealed class CancelOnRetry(CancellationTokenSource cancel) : IProgress<ChatProgress>
    {
        public void Report(ChatProgress value)
        {
            if (value.Phase == ChatPhase.Retrying) cancel.Cancel();
        }
    }
}
