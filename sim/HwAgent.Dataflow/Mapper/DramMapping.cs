using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Dataflow.Mapper;

/// <summary>A mapping and its cost by <see cref="DramNestModel"/> with the layouts that suit it best.</summary>
public sealed record DramMapping(LoopNest Nest, DramNestCost Cost);
