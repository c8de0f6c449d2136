namespace HwAgent.Core.Compression;

/// <summary>Where a compressed model comes from: enough to make it again.</summary>
/// <param name="Version">Of the program, with its commit.</param>
/// <param name="Command">The command line.</param>
/// <param name="Seed">Of everything random.</param>
/// <param name="Inputs">The files that were read.</param>
public sealed record CompressionProvenance(string Version, string Command, ulong Seed, IReadOnlyList<InputFile> Inputs);
