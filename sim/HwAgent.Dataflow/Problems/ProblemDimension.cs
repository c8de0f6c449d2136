namespace HwAgent.Dataflow.Problems;

/// <summary>One loop of a product.</summary>
/// <param name="Name">Short and unique in its problem: <c>M</c>, <c>N</c>, <c>K</c>, <c>H</c>.</param>
/// <param name="Size">Iterations, at least 1.</param>
public readonly record struct ProblemDimension(string Name, long Size);
