using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Dataflow.Mapper;

/// <summary>A mapping and its cost by <see cref="NestModel"/>.</summary>
public sealed record RankedMapping(LoopNest Nest, NestCost Cost)
{
    /// <summary>What counts of the cost.</summary>
    internal CostFigures Figures(LatencyAccount account) => new(account == LatencyAccount.Full ? Cost.LatencyCycles : Cost.SteadyCycles, Cost.EnergyPicojoules, Cost.DramBits);

    /// <summary>How good it is.</summary>
    internal ObjectiveKey Key(MapperRequest request) => ObjectiveKey.Of(request.Objective, Figures(request.Account), request.Enough);
}
