namespace HwAgent.Agent.Reports.Compression;

/// <summary>A block before and after pruning.</summary>
internal sealed record PrunedBlockRow(string Block, string Influence, string Fate, string HeadGroups, string Channels);
