namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One tensor of one operator in off-chip memory, all numbers written out.</summary>
internal sealed record MapDramRow(string Index, string Name, string Layout, string ReadBursts, string WrittenBursts, string Hits, string Misses, string HitRate, string BusShare, string Energy);
