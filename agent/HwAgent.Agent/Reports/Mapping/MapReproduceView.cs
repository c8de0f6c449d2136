namespace HwAgent.Agent.Reports.Mapping;

/// <summary>Command and version. A mapping needs no seed: equal input gives equal output.</summary>
internal sealed record MapReproduceView(string Command, string Version);
