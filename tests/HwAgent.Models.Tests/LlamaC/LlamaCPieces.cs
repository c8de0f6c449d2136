using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HwAgent.Models.Tests.LlamaC;

/// <summary>Tokens to text as run.c of llama2.c does it, written for the tests alone.</summary>
internal sealed class LlamaCPieces
{
    private readonly List<byte[]> _pieces = [];

    /// <param name="bytes">An int32 (longest piece), then for each token a float32 score, an int32 length and the piece.</param>
    public LlamaCPieces(ReadOnlySpan<byte> bytes)
    {
        for (var rest = bytes[4..]; rest.Length > 0;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
            _pieces.Add(rest.Slice(8, length).ToArray());
            rest = rest[(8 + length)..];
        }
    }

    public int Count => _pieces.Count;

    /// <summary>What run.c prints for <paramref name="token"/> behind <paramref name="previous"/>.</summary>
    public ReadOnlySpan<byte> Piece(int previous, int token)
    {
        const int BeginningOfText = 1;
        var piece = _pieces[token].AsSpan();
        if (previous == BeginningOfText && piece.StartsWith(" "u8)) piece = piece[1..];
        return piece is [(byte)'<', (byte)'0', (byte)'x', var high, var low, (byte)'>']
            ? new[] { byte.Parse(Encoding.ASCII.GetString([high, low]), NumberStyles.HexNumber, CultureInfo.InvariantCulture) }
            : piece;
    }
}
