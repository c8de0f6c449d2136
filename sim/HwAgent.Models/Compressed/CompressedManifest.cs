using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Compressed;

/// <summary><c>compressed.json</c>: everything of a compressed model but its weights and its plan.</summary>
internal sealed record CompressedManifest
{
    public const string CurrentFormat = "hwagent-compressed-model/1";

    public required string Format { get; init; }

    public required DecoderConfig Config { get; init; }

    public required RotaryEmbedding? Rotary { get; init; }

    /// <summary>Of every norm.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<ManifestMatrix> Matrices { get; init; }

    public required DecoderScales Activations { get; init; }

    public required CompressionProvenance Provenance { get; init; }
}
