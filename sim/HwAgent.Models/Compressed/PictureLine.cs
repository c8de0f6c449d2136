namespace HwAgent.Models.Compressed;

/// <summary>A line of a file of pictures with texts.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Image">Name of the picture, or null.</param>
/// <param name="Lead">Tokens in front of the picture.</param>
/// <param name="Behind">Tokens behind it.</param>
internal sealed record PictureLine(int Number, string? Image, IReadOnlyList<int> Lead, IReadOnlyList<int> Behind);
