namespace HwAgent.Core.Compression;

/// <summary>A sequence that calibration and evaluation run through a model.</summary>
/// <param name="Tokens">Text tokens, the first one not predicted; at least two.</param>
/// <param name="ImageRows">Rows x hidden that take the place of token embeddings in front of the text (projected image patches), or null.</param>
public sealed record TokenSequence(IReadOnlyList<int> Tokens, float[]? ImageRows = null);
