using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Evaluation.Probing;

/// <summary>
/// What a module's outputs did under a seeded stimulus. Two traces are equal when every bit of every sample is, X and Z included, so
/// traces of one stimulus can be grouped by value.
/// </summary>
public sealed record BehaviourTrace
{
    /// <summary>A hash of the samples; empty when there are none.</summary>
    public required string Digest { get; init; }

    /// <summary>Samples: two for each half of a clock period, or for each vector of inputs of a module without a clock.</summary>
    public required int Samples { get; init; }

    /// <summary>Why there are no samples: refused, rejected by the compiler, outlasted a limit. Empty otherwise.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The module was simulated to the end of the stimulus.</summary>
    [JsonIgnore]
    public bool Completed => Samples > 0;

    /// <summary>The samples, compressed: one line each, all outputs side by side in the order of the ports, a character for each bit.</summary>
    [JsonInclude]
    internal byte[] Compressed { get; init; } = [];

    public bool Equals(BehaviourTrace? other) => other is not null && Completed && Digest == other.Digest;

    public override int GetHashCode() => Digest.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether every bit is as in <paramref name="reference"/>, where a bit that is unknown there may be anything here.</summary>
    public bool AgreesWith(BehaviourTrace reference)
    {
        if (!Completed || Samples != reference.Samples) return false;
        if (Digest == reference.Digest) return true;
        var (own, expected) = (Expand(), reference.Expand());
        if (own.Length != expected.Length) return false;
        for (var at = 0; at < own.Length; at++)
        {
            if (own[at] != expected[at] && expected[at] is not ((byte)'x' or (byte)'z')) return false;
        }

        return true;
    }

    internal static BehaviourTrace Of(byte[] text, int samples)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest)) brotli.Write(text);
        return new BehaviourTrace { Digest = Convert.ToHexStringLower(SHA256.HashData(text)), Samples = samples, Compressed = packed.ToArray() };
    }

    internal static BehaviourTrace Failed(IReadOnlyList<Diagnostic> diagnostics) => new() { Digest = string.Empty, Samples = 0, Diagnostics = diagnostics };

    /// <summary>The samples as text, a line each.</summary>
    public override string ToString() => Encoding.ASCII.GetString(Expand());

    private byte[] Expand()
    {
        using var result = new MemoryStream();
        using (var brotli = new BrotliStream(new MemoryStream(Compressed), CompressionMode.Decompress)) brotli.CopyTo(result);
        return result.ToArray();
    }
}
