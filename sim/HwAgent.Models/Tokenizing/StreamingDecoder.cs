using System.Text;

namespace HwAgent.Models.Tokenizing;

/// <summary>
/// Text of tokens as they come. What it gives never ends inside a character: bytes of an unfinished one wait for the next token.
/// Bytes that are no UTF-8 become U+FFFD.
/// </summary>
public sealed class StreamingDecoder
{
    private readonly TokenTable _table;
    private readonly Decoder _decoder = new UTF8Encoding(false, throwOnInvalidBytes: false).GetDecoder();
    private bool _dropSpace;
    private char[] _characters = new char[64];

    internal StreamingDecoder(TokenTable table, bool dropSpace)
    {
        _table = table;
        _dropSpace = dropSpace;
    }

    /// <summary>The characters that <paramref name="id"/> completes; empty for special tokens and inside a character. Valid until the next call.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
    public ReadOnlySpan<char> Append(int id)
    {
        if ((uint)id >= (uint)_table.Size) throw new ArgumentOutOfRangeException(nameof(id), id, $"the vocabulary has ids from 0 to {_table.Size - 1}");
        if (_table.Kind(id) is not (TokenKind.Text or TokenKind.Byte)) return [];
        var bytes = _table.Bytes(id);
        if (_dropSpace && bytes.Length > 0)
        {
            _dropSpace = false;
            if (bytes[0] == ' ') bytes = bytes[1..];
        }

        return Decode(bytes, flush: false);
    }

    /// <summary>U+FFFD when the last character was never finished, else nothing. The decoder is then as new, behind text.</summary>
    public ReadOnlySpan<char> Finish() => Decode([], flush: true);

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        // A byte gives one character at most, and so do the bytes that wait.
        if (_characters.Length < bytes.Length + 4) _characters = new char[2 * (bytes.Length + 4)];
        var count = _decoder.GetChars(bytes, _characters, flush);
        return _characters.AsSpan(0, count);
    }
}
