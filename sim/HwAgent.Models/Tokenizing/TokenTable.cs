using HwAgent.Core.Models;

namespace HwAgent.Models.Tokenizing;

/// <summary>The bytes that each token stands for: all that decoding needs.</summary>
internal sealed class TokenTable
{
    private readonly byte[]?[] _bytes;
    private readonly TokenKind[] _kinds;

    /// <param name="size">Count of ids; the caller has checked it against the file's size.</param>
    public TokenTable(int size)
    {
        _bytes = new byte[size][];
        _kinds = new TokenKind[size];
        Array.Fill(_kinds, TokenKind.Unused);
    }

    public int Size => _kinds.Length;

    /// <summary>Refuses ids that would make tables much larger than the file that names them.</summary>
    /// <param name="file">For the message.</param>
    /// <param name="field">Where the id stands.</param>
    /// <param name="id">The largest id.</param>
    /// <param name="tokens">Tokens that the file holds.</param>
    public static void CheckId(string file, string field, long id, int tokens)
    {
        if (id < 0 || id >= 2L * tokens + 4096)
            throw new InvalidModelException(file, field, $"{id} is no id of a vocabulary with {tokens} tokens", "fetch the file again");
    }

    public void Set(int id, byte[] bytes, TokenKind kind)
    {
        _bytes[id] = bytes;
        _kinds[id] = kind;
    }

    public ReadOnlySpan<byte> Bytes(int id) => _bytes[id];

    public TokenKind Kind(int id) => _kinds[id];
}
