namespace HwAgent.Agent.Reports.Compression;

/// <summary>The summed losses of a block's units at each width.</summary>
internal sealed record SensitivityRow(string Block, IReadOnlyList<string> Losses);
