namespace HwAgent.Dataflow.Mapper;

/// <summary>A set of mappings: a skeleton and a set of chains for each dimension.</summary>
/// <param name="Skeleton">Index in the space.</param>
/// <param name="Nodes">By dimension: a node of its tree.</param>
/// <param name="Figures">The cost of a set of one, a bound for others.</param>
/// <param name="IsCosted">Whether the figures are the cost by the account of latency that counts.</param>
internal sealed record SearchNode(int Skeleton, int[] Nodes, CostFigures Figures, bool IsCosted);
