namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One energy, written out; its source by number.</summary>
internal sealed record MapEnergyRow(string Part, string Action, string Picojoules, string Unit, string Source);
