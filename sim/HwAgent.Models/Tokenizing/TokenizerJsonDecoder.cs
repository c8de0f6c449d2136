using System.Text;
using HwAgent.Models.Json;

namespace HwAgent.Models.Tokenizing;

/// <summary>The <c>decoder</c> of a tokenizer.json, reduced to the bytes of a piece and the fate of the first space.</summary>
internal sealed class TokenizerJsonDecoder
{
    private bool _marksSpaces;
    private bool _bytes;

    public TokenizerJsonDecoder(JsonPart part) => Read(part);

    public bool IsByteLevel { get; private set; }

    public bool DropsFirstSpace { get; private set; }

    public (byte[] Bytes, TokenKind Kind) Decode(string piece, bool byteFallback)
    {
        if (IsByteLevel) return (PieceSpelling.FromByteLevel(piece), TokenKind.Text);
        if (byteFallback && _bytes && PieceSpelling.TryByte(piece, out var value)) return ([value], TokenKind.Byte);
        return (_marksSpaces ? PieceSpelling.FromSentencePiece(piece) : Encoding.UTF8.GetBytes(piece), TokenKind.Text);
    }

    private void Read(JsonPart part)
    {
        if (part.IsNull) return;
        switch (part.Kind)
        {
            case "Sequence":
                foreach (var item in part["decoders"].Items()) Read(item);
                break;
            case "ByteLevel":
                IsByteLevel = true;
                break;
            case "ByteFallback":
                _bytes = true;
                break;
            case "Fuse":
                break;
            case "Replace" when part["pattern"]["String"] is { IsNull: false } pattern && pattern.AsText() == PieceSpelling.SpaceMark.ToString() && part.Text("content") == " ":
                _marksSpaces = true;
                break;
            case "Strip" when part.Text("content") == " " && part["start"].AsId() <= 1 && part["stop"].AsId() == 0:
                DropsFirstSpace = part["start"].AsId() == 1;
                break;
            case "Metaspace" when part.Text("replacement") == PieceSpelling.SpaceMark.ToString():
                _marksSpaces = true;
                DropsFirstSpace = MetaspaceOptions.Scheme(part) != "never";
                break;
            case var kind:
                throw part.Error($"decoder '{kind}' with these settings is not supported", "use one of: ByteLevel, Metaspace, or Replace, ByteFallback, Fuse and Strip as Llama has them");
        }
    }
}
