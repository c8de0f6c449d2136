using HwAgent.Core.Compression;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>Command, version, seed and the files that were read.</summary>
internal sealed record CompressionReproduceView(string Command, string Version, string Seed, IReadOnlyList<InputFile> Inputs)
{
    public static CompressionReproduceView From(CompressionReportInput input) =>
        new(input.Provenance.Command, input.Provenance.Version, input.Provenance.Seed.ToString(), input.Provenance.Inputs);
}
