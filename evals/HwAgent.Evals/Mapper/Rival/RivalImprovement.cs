using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>A mapping that was better than all before it.</summary>
/// <param name="Method">How it was found.</param>
/// <param name="Evaluations">Mappings costed until then.</param>
/// <param name="Seconds">Processor time until then.</param>
/// <param name="Score">Its figures.</param>
/// <param name="Nest">The mapping.</param>
public sealed record RivalImprovement(string Method, long Evaluations, double Seconds, RivalScore Score, LoopNest Nest);
