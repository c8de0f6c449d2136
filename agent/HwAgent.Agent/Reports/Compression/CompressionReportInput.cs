using HwAgent.Core.Compression;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>What the report of a compression is made from.</summary>
/// <param name="ModelName">File or folder of the model.</param>
/// <param name="Result">What was measured.</param>
/// <param name="Provenance">How to do it again.</param>
public sealed record CompressionReportInput(string ModelName, CompressionResult Result, CompressionProvenance Provenance);
