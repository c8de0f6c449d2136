namespace HwAgent.Core.Compression;

/// <summary>An image with the text behind it, for calibration and evaluation of a vision-language pair.</summary>
/// <param name="Image">Channels x resolution x resolution, normalised as the model wants it.</param>
/// <param name="Tokens">Text tokens behind the image, the first one not predicted; at least two.</param>
public sealed record ImageTextExample(float[] Image, IReadOnlyList<int> Tokens);
