namespace HwAgent.Core.Compression;

/// <summary>An image with its text, for calibration and evaluation of a vision-language pair.</summary>
/// <param name="Image">Channels x resolution x resolution, normalised as the model wants it; null for a text without an image.</param>
/// <param name="Tokens">Text tokens behind the image, the first one not predicted; at least two.</param>
/// <param name="Lead">Text tokens in front of the image, or null.</param>
public sealed record ImageTextExample(float[]? Image, IReadOnlyList<int> Tokens, IReadOnlyList<int>? Lead = null);
