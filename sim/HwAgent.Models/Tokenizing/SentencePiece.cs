namespace HwAgent.Models.Tokenizing;

/// <summary>One piece of a SentencePiece vocabulary; its id is its place.</summary>
/// <param name="Text">With U+2581 for spaces.</param>
/// <param name="Score">Pieces of higher score are merged first.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct SentencePiece(string Text, float Score, SentencePieceKind Kind);
