using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HwAgent.Agent.Tests.Llm;

/// <summary>
/// A real HTTP server on 127.0.0.1 that speaks the OpenAI chat protocol. Each request takes the next scripted reply;
/// the last one is repeated. It writes raw bytes, so that it can break the protocol where a test wants that.
/// </summary>
internal sealed class LoopbackEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly Func<ReceivedRequest, Stream, CancellationToken, Task>[] _script;
    private readonly Task _accepting;
    private int _served;

    public LoopbackEndpoint(params Func<ReceivedRequest, Stream, CancellationToken, Task>[] script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string BaseUrl => $"http://127.0.0.1:{Port}/v1";

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>Completes when the first request has been read.</summary>
    public TaskCompletionSource FirstRequest { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    // One request a connection: Connection: close keeps the framing simple.
    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream, _stop.Token);
                _requests.Enqueue(request);
                FirstRequest.TrySetResult();
                var reply = _script[Math.Min(Interlocked.Increment(ref _served), _script.Length) - 1];
                await reply(request, stream, _stop.Token);
            }
            catch (ConnectionResetException)
            {
                // Zero linger makes the close of the bare socket a RST; closing the client would shut it down tidily first.
                client.LingerState = new LingerOption(true, 0);
                client.Client.Dispose();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private static async Task<ReceivedRequest> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !(head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0) throw new IOException("closed");
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(':', 2)).ToDictionary(p => p[0], p => p[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = headers.TryGetValue("Content-Length", out var length)
            ? await ReadExactAsync(stream, int.Parse(length), cancellationToken)
            : headers.ContainsKey("Transfer-Encoding") ? await ReadChunkedAsync(stream, cancellationToken) : [];
        var start = lines[0].Split(' ');
        return new ReceivedRequest(start[0], start[1], headers, Encoding.UTF8.GetString(body));
    }

    private static async Task<byte[]> ReadExactAsync(NetworkStream stream, int count, CancellationToken cancellationToken)
    {
        var buffer = new byte[count];
        await stream.ReadExactlyAsync(buffer, cancellationToken);
        return buffer;
    }

    private static async Task<byte[]> ReadChunkedAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var body = new List<byte>();
        while (true)
        {
            var line = new StringBuilder();
            while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal)) line.Append((char)(await ReadExactAsync(stream, 1, cancellationToken))[0]);
            var size = Convert.ToInt32(line.ToString().Trim(), 16);
            body.AddRange(await ReadExactAsync(stream, size, cancellationToken));
            await ReadExactAsync(stream, 2, cancellationToken);
            if (size == 0) return [.. body];
        }
    }
}
