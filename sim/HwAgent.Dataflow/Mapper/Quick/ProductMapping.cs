using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>A product's mapping and what one execution costs under it.</summary>
/// <param name="Nest">The mapping, to the hardware that the product sees: a level for resident tensors stands first when it has any.</param>
/// <param name="Cost">Its cost there.</param>
public sealed record ProductMapping(LoopNest Nest, NestCost Cost);
