namespace HwAgent.Agent.Reports.Mapping;

/// <summary>Operators whose intermediate results stay on chip.</summary>
/// <param name="Name">For people.</param>
/// <param name="Operators">Their names in execution order.</param>
/// <param name="Repeats">Executions in one pass.</param>
/// <param name="Totals">Of one execution.</param>
/// <param name="RowTile">Rows that go through the group at a time; null where it is not tiled.</param>
/// <param name="IntermediateBytes">On-chip bytes that the intermediates take.</param>
public sealed record MapGroup(string Name, IReadOnlyList<string> Operators, long Repeats, MapTotals Totals, long? RowTile, long IntermediateBytes);
