using System.Text;
using System.Text.Json;

namespace HwAgent.Agent.Tests.Llm;

using Reply = Func<ReceivedRequest, Stream, CancellationToken, Task>;

/// <summary>Scripted replies of a <see cref="LoopbackEndpoint"/>.</summary>
internal static class Serve
{
    private const string Chunk = """{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[""";

    /// <summary>A whole reply, streamed in the given pieces, with usage 12 + 7 tokens, 4 of them cached.</summary>
    public static Reply Text(params string[] pieces) => Stream([.. pieces.Select(Delta), Finish("stop"), Usage, "[DONE]"]);

    public static Reply TextWithoutUsage(string text) => Stream(Delta(text), Finish("stop"), "[DONE]");

    /// <summary>Text cut at the token limit.</summary>
    public static Reply Truncated(string text) => Stream(Delta(text), Finish("length"), Usage, "[DONE]");

    /// <summary>Two parallel tool calls whose arguments come in pieces; the second's are malformed.</summary>
    public static Reply ToolCalls => Stream(
        Choice("""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"lint","arguments":""}}]}"""),
        Choice("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"file\": "}}]}"""),
        Choice("""{"tool_calls":[{"index":0,"function":{"arguments":"\"pe.sv\"}"}}]}"""),
        Choice("""{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"simulate","arguments":"{\"vectors\": 10"}}]}"""),
        Finish("tool_calls"),
        Usage,
        "[DONE]");

    /// <summary>A stream that announces more and then closes.</summary>
    public static Reply CutOffInChunk(string text) => async (_, stream, token) =>
    {
        await WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n", token);
        var data = $"data: {Delta(text)}\n\n";
        await WriteAsync(stream, $"{Encoding.UTF8.GetByteCount(data):x}\r\n{data}\r\n7f\r\ndata: {{\"id\":", token);
    };

    /// <summary>A stream that ends tidily, but before the reply is complete.</summary>
    public static Reply EndsWithoutFinish(string text) => Stream(Delta(text));

    public static Reply Reset => (_, _, _) => throw new ConnectionResetException();

    /// <summary>Never answers; ends when the client or the test goes away.</summary>
    public static Reply Silence => (_, _, token) => Task.Delay(Timeout.Infinite, token);

    /// <summary>Starts to answer and never goes on.</summary>
    public static Reply Stall(string text) => async (_, stream, token) =>
    {
        await WriteAsync(stream, StreamHead + $"data: {Delta(text)}\n\n", token);
        await Task.Delay(Timeout.Infinite, token);
    };

    public static Reply Error(int status, string message, string code = "error", string? header = null) =>
        Raw(status, $$$"""{"error":{"message":{{{JsonSerializer.Serialize(message)}}},"type":"invalid_request_error","code":"{{{code}}}"}}""", header);

    public static Reply Raw(int status, string body, string? header = null) => (_, stream, token) => WriteAsync(stream,
        $"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{(header is null ? "" : header + "\r\n")}\r\n{body}", token);

    /// <summary>A successful stream of the given <c>data:</c> payloads.</summary>
    public static Reply Stream(params string[] payloads) => (_, stream, token) =>
        WriteAsync(stream, StreamHead + string.Concat(payloads.Select(p => $"data: {p}\n\n")), token);

    /// <summary>Answers with what it was sent in this header.</summary>
    public static Reply Echo(string header) => (request, stream, token) =>
        Text("you sent " + request.Headers.GetValueOrDefault(header, "nothing"))(request, stream, token);

    private const string StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    private static string Usage => Chunk + """],"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":4}}}""";

    private static string Delta(string text) => Choice($$"""{"role":"assistant","content":{{JsonSerializer.Serialize(text)}}}""");

    private static string Finish(string reason) => Chunk + $$"""{"index":0,"delta":{},"finish_reason":"{{reason}}"}]}""";

    private static string Choice(string delta) => Chunk + $$"""{"index":0,"delta":{{delta}},"finish_reason":null}]}""";

    private static async Task WriteAsync(Stream stream, string text, CancellationToken token) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), token);
}
