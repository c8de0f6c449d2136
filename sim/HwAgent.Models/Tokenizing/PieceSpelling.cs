using System.Globalization;
using System.Text;

namespace HwAgent.Models.Tokenizing;

/// <summary>The two spellings of bytes in vocabularies: GPT-2's printable characters, and SentencePiece's space mark and byte tokens.</summary>
internal static class PieceSpelling
{
    /// <summary>SentencePiece's mark of a space, U+2581.</summary>
    public const char SpaceMark = '\u2581';

    /// <summary>
    /// The printable character that stands for each byte (openai/gpt-2, encoder.py, bytes_to_unicode): printable Latin-1 for itself, the other
    /// bytes in order from U+0100 on.
    /// </summary>
    public static readonly string ByteCharacters = MakeByteCharacters();

    private static readonly Dictionary<char, byte> CharacterBytes = ByteCharacters.Select((character, value) => (character, value)).ToDictionary(pair => pair.character, pair => (byte)pair.value);

    /// <summary>A text as byte-level vocabularies spell it.</summary>
    public static string ToByteLevel(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return string.Create(utf8.Length, utf8, static (characters, bytes) =>
        {
            for (var i = 0; i < bytes.Length; i++) characters[i] = ByteCharacters[bytes[i]];
        });
    }

    /// <summary>The bytes of a byte-level piece; a piece with other characters in it stands for its own UTF-8, as in Hugging Face tokenizers.</summary>
    public static byte[] FromByteLevel(string piece)
    {
        var bytes = new byte[piece.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!CharacterBytes.TryGetValue(piece[i], out bytes[i])) return Encoding.UTF8.GetBytes(piece);
        }

        return bytes;
    }

    /// <summary>The bytes of a SentencePiece piece.</summary>
    public static byte[] FromSentencePiece(string piece) => Encoding.UTF8.GetBytes(piece.Replace(SpaceMark, ' '));

    /// <summary>The byte of a piece such as <c>&lt;0x0A&gt;</c>.</summary>
    public static bool TryByte(string piece, out byte value)
    {
        value = 0;
        return piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal) && piece[5] == '>' && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static string MakeByteCharacters()
    {
        var characters = new char[256];
        var next = (char)256;
        for (var value = 0; value < 256; value++)
            characters[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)value : next++;
        return new string(characters);
    }
}
