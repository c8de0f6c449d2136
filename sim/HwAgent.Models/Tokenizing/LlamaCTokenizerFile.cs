using System.Buffers.Binary;
using System.Text;
using HwAgent.Core.Models;

namespace HwAgent.Models.Tokenizing;

/// <summary>
/// tokenizer.bin of karpathy/llama2.c: int32 length of the longest piece, then for each token a float32 score, an int32 length and the piece's
/// UTF-8, with spaces instead of U+2581. Ids 0, 1 and 2 are unknown, begin and end, the 256 bytes follow (tokenizer.py, export).
/// </summary>
internal static class LlamaCTokenizerFile
{
    private const int FirstByte = 3, BytePieces = 256;

    /// <exception cref="InvalidModelException">A length does not fit the file, a piece is no UTF-8, or the first pieces are not those of llama2.c.</exception>
    public static SentencePieceVocabulary Parse(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length < 4) throw Error(file, "header", $"the file has {bytes.Length} bytes, less than a header");
        var longest = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var pieces = new List<SentencePiece>();
        for (var offset = 4; offset < bytes.Length;)
        {
            var field = $"token {pieces.Count} at byte {offset}";
            if (bytes.Length - offset < 8) throw Error(file, field, "the file ends inside it");
            var score = BinaryPrimitives.ReadSingleLittleEndian(bytes[offset..]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[(offset + 4)..]);
            offset += 8;
            if (length < 0 || length > bytes.Length - offset) throw Error(file, field, $"its length {length} does not fit the {bytes.Length - offset} bytes that are left");
            if (length > longest) throw Error(file, field, $"its length {length} is more than the header's longest, {longest}");
            pieces.Add(new SentencePiece(Text(file, field, bytes.Slice(offset, length)), score, KindOf(pieces.Count)));
            offset += length;
        }

        if (pieces.Count < FirstByte + BytePieces || !PieceSpelling.TryByte(pieces[FirstByte].Text, out var first) || first != 0)
            throw Error(file, "vocabulary", $"it has {pieces.Count} tokens, and token 3 is not <0x00>");
        return new SentencePieceVocabulary(file, "llama2.c tokenizer.bin", pieces)
        {
            UnknownId = 0, BeginId = 1,
            // Stories end with the begin of the next: run.c stops at 1.
            EndIds = [2, 1],
        };
    }

    private static SentencePieceKind KindOf(int id) => id switch
    {
        0 => SentencePieceKind.Unknown,
        1 or 2 => SentencePieceKind.Control,
        < FirstByte + BytePieces => SentencePieceKind.Byte,
        _ => SentencePieceKind.Normal,
    };

    private static string Text(string file, string field, ReadOnlySpan<byte> utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8)) throw Error(file, field, "its bytes are not UTF-8");
        return Encoding.UTF8.GetString(utf8).Replace(' ', PieceSpelling.SpaceMark);
    }

    private static InvalidModelException Error(string file, string field, string problem) => new(file, field, problem, "give a tokenizer.bin that llama2.c's tokenizer.py wrote");
}
