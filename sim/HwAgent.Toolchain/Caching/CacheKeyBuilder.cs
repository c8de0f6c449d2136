using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HwAgent.Toolchain.Caching;

/// <summary>Hashes the parts of a key, each with its length, so that no two lists of parts run together into one.</summary>
internal sealed class CacheKeyBuilder
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <param name="kind">What is cached, with a version number to raise whenever the meaning of the result changes.</param>
    public CacheKeyBuilder(string kind) => Add(kind);

    public CacheKeyBuilder Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public CacheKeyBuilder Add(IEnumerable<string> texts)
    {
        var list = texts.ToArray();
        Add(list.Length.ToString());
        foreach (var text in list) Add(text);
        return this;
    }

    public CacheKeyBuilder Add(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
        return this;
    }

    /// <summary>The key; the builder is spent.</summary>
    public CacheKey Build()
    {
        using (hash) return new CacheKey(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
