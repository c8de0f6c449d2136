using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Formats;

/// <summary>A mapping with the problem and the architecture that it belongs to.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Problem">What is computed.</param>
/// <param name="Architecture">What it is computed on.</param>
/// <param name="Nest">The loops; as many levels as the architecture's. Whether they cover the problem and fit the memories is for its validation.</param>
public sealed record MappingFile(string Name, TensorProblem Problem, Architecture Architecture, LoopNest Nest);
