namespace HwAgent.Dataflow.Formats;

/// <summary>Energy of one action.</summary>
/// <param name="Component">The last part of the table's name: <c>GB</c> of <c>system_top_level.GB[1..1]</c>.</param>
/// <param name="Action"><c>read</c>, <c>write</c>, <c>update</c>, <c>compute</c>, <c>leak</c>.</param>
/// <param name="Picojoules">For one action: a memory's moves one word.</param>
/// <param name="Table">The table's whole name.</param>
public sealed record EnergyTableEntry(string Component, string Action, double Picojoules, string Table);
