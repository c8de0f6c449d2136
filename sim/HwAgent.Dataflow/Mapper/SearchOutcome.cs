namespace HwAgent.Dataflow.Mapper;

/// <summary>What one search ends with.</summary>
/// <param name="Best">The best mappings that reach the mark, best first; those known when the search was given up.</param>
/// <param name="Bound">Below which no mapping of the space goes that is not among them.</param>
/// <param name="IsProven">Whether nothing better than the best of them, or than the mark where there is none, is in the space.</param>
/// <param name="LeastLeft">Below which no first figure of a mapping goes that one with no higher bound stands for; infinite where each mapping of the space stands for itself.</param>
internal sealed record SearchOutcome(List<SearchNode> Best, ObjectiveKey Bound, bool IsProven, double LeastLeft);
