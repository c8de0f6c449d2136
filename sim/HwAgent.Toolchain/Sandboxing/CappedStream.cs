using System.Buffers;
using System.Text;

namespace HwAgent.Toolchain.Sandboxing;

/// <summary>Keeps the first bytes of a stream and reads the rest away, so that an output bomb neither fills memory nor blocks.</summary>
internal sealed class CappedStream(long capacityBytes)
{
    private readonly ArrayBufferWriter<byte> kept = new();

    /// <summary>More arrived than was kept.</summary>
    public bool Truncated { get; private set; }

    /// <summary>The kept bytes as UTF-8; invalid sequences become replacement characters.</summary>
    public string Text => Encoding.UTF8.GetString(kept.WrittenSpan);

    public async Task ReadAsync(Stream source, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0) return;
            var keep = (int)Math.Min(count, capacityBytes - kept.WrittenCount);
            kept.Write(buffer.AsSpan(0, keep));
            Truncated |= keep < count;
        }
    }
}
