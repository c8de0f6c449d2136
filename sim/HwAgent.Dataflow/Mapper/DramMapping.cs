using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Dataflow.Mapper;

/// <summary>A mapping and its cost by <see cref="DramNestModel"/> with the layouts that suit it best.</summary>
public sealed record DramMapping(LoopNest Nest, DramNestCost Cost)
{
    /// <summary>What the request's objective looks at first.</summary>
    public double FigureFor(MapperRequest request) => KeyFor(request, 0).First;

    internal ObjectiveKey KeyFor(MapperRequest request, double enough)
    {
        var cost = Cost.Cost;
        return ObjectiveKey.Of(request.Objective, new CostFigures(request.Account == LatencyAccount.Full ? cost.LatencyCycles : cost.SteadyCycles, cost.EnergyPicojoules, cost.DramBits), enough);
    }
}
