using System.Text;
using System.Security.Cryptography;

namespace HwAgent.Toolchain.Caching;

/// <summary>
/// A stored result: named byte strings. On disk: the magic <c>HWC1</c>, the number of parts, each part as name, length and bytes, and
/// at the end the SHA-256 of all that, by which a torn or damaged file is recognised.
/// </summary>
internal sealed record CacheEntry(IReadOnlyDictionary<string, byte[]> Parts)
{
    private const int HashBytes = 32;
    private static ReadOnlySpan<byte> Magic => "HWC1"u8;

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Parts.Count);
            foreach (var (name, bytes) in Parts.OrderBy(static part => part.Key, StringComparer.Ordinal))
            {
                writer.Write(name);
                writer.Write(bytes.Length);
                writer.Write(bytes);
            }
        }

        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>The entry, or null when the bytes are not what <see cref="ToBytes"/> wrote.</summary>
    public static CacheEntry? FromBytes(byte[] bytes)
    {
        var length = bytes.Length - HashBytes;
        if (length < Magic.Length || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic)) return null;
        if (!SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length))) return null;
        using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, length - Magic.Length), Encoding.UTF8);
        var parts = new Dictionary<string, byte[]>();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var name = reader.ReadString();
            parts[name] = reader.ReadBytes(reader.ReadInt32());
        }

        return new CacheEntry(parts);
    }
}
