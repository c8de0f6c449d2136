namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One level under one operator.</summary>
internal sealed record MapTrafficRow(
    string Index, string Name, string Level, string InputReads, string WeightReads, string OutputReads, string OutputWrites, string Occupied, string PortShare, string Energy);
