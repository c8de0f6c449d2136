namespace HwAgent.Dataflow.Search;

/// <summary>Where the division of the memory of one array stops; what it has not proven by then it states as a gap.</summary>
/// <param name="Nodes">Ranges of divisions looked at, at most.</param>
/// <param name="Walks">Mappings whose cycles are computed exactly, at most, all products and ranges together; some tens of microseconds each.</param>
/// <param name="Mapping">For each product in each range; its tolerance is that of the whole as well.</param>
internal readonly record struct DivisionEffort(long Nodes, long Walks, MappingEffort Mapping);
