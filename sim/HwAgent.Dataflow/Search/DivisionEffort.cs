namespace HwAgent.Dataflow.Search;

/// <summary>Where the division of the memory of one array stops; what it has not proven by then it states as a gap.</summary>
/// <param name="Nodes">Ranges of divisions looked at, at most.</param>
/// <param name="Mapping">For each product in each of them.</param>
internal readonly record struct DivisionEffort(long Nodes, MappingEffort Mapping);
