using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Dataflow.Mapper;

/// <summary>A mapping and its cost by <see cref="NestModel"/>.</summary>
public sealed record RankedMapping(LoopNest Nest, NestCost Cost);
