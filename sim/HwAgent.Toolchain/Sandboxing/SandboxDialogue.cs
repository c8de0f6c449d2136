using System.Text;
using System.Threading.Channels;

namespace HwAgent.Toolchain.Sandboxing;

/// <summary>Lines to the standard input of a running sandbox, and lines from its standard output.</summary>
internal sealed class SandboxDialogue
{
    private const int MaxLineBytes = 4096;
    private readonly Channel<string> requests = Channel.CreateUnbounded<string>();
    private readonly Channel<string> replies = Channel.CreateUnbounded<string>();

    /// <summary>Sends a line.</summary>
    public void Ask(string line) => requests.Writer.TryWrite(line);

    /// <summary>Nothing more will be asked: the command sees the end of its input.</summary>
    public void Close() => requests.Writer.TryComplete();

    /// <summary>Nothing more will come back.</summary>
    public void End() => replies.Writer.TryComplete();

    /// <summary>The next line that came back; null when the output ended.</summary>
    public async Task<string?> ReplyAsync(CancellationToken cancellationToken) =>
        await replies.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && replies.Reader.TryRead(out var line) ? line : null;

    public async Task WriteAsync(Stream input, CancellationToken cancellationToken)
    {
        await foreach (var line in requests.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await input.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken).ConfigureAwait(false);
            await input.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxLineBytes];
        var line = new StringBuilder();
        try
        {
            while (await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                foreach (var character in Encoding.ASCII.GetString(buffer, 0, count))
                {
                    if (character == '\n')
                    {
                        replies.Writer.TryWrite(line.ToString());
                        line.Clear();
                    }
                    else if (line.Length < MaxLineBytes)
                    {
                        line.Append(character);
                    }
                }
            }
        }
        finally
        {
            End();
        }
    }
}
