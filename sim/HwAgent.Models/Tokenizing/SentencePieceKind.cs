namespace HwAgent.Models.Tokenizing;

/// <summary>Kinds of SentencePiece's pieces under the numbers of sentencepiece_model.proto, which GGUF shares.</summary>
internal enum SentencePieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
