namespace HwAgent.Agent.Reports.Mapping;

/// <summary>All architectures of a sweep.</summary>
internal sealed record SweepView(IReadOnlyList<SweepRow> Rows);
