namespace HwAgent.Core.Compression;

/// <summary>A file that a result was made from.</summary>
/// <param name="Name">Without its folder.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record InputFile(string Name, string Sha256);
