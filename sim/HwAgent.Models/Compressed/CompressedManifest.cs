using System.Text.Json.Serialization;
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

    /// <summary>Of every norm of the decoder.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<ManifestMatrix> Matrices { get; init; }

    public required DecoderScales Activations { get; init; }

    public required CompressionProvenance Provenance { get; init; }

    /// <summary>The image side of a pair; missing for a model of text alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ManifestVision? Vision { get; init; }
}
