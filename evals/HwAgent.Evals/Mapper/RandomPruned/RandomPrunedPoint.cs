using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Evals.Mapper.RandomPruned;

/// <summary>A mapping that was better than all before it.</summary>
/// <param name="Draws">Mappings drawn until then, those that cannot run included.</param>
/// <param name="Valid">Those of them that can run, each of them costed.</param>
/// <param name="Seconds">Processor time until then.</param>
/// <param name="Figure">What is made small.</param>
/// <param name="Nest">The mapping.</param>
public sealed record RandomPrunedPoint(long Draws, long Valid, double Seconds, double Figure, LoopNest Nest);
