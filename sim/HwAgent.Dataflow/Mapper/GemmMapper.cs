using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Mapper;

/// <summary>Finds the best mappings of a product to an architecture.</summary>
public static class GemmMapper
{
    /// <summary>Searches. The same request gives the same result on every machine and with any number of threads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The objective is no property of a mapping, or fewer than one mapping is to be kept.</exception>
    public static MapperResult Search(MapperRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Keep, 1);
        _ = ObjectiveKey.Of(request.Objective, CostFigures.Infeasible);
        var space = new MappingSpace(request.Problem, request.Architecture);
        var search = new BranchAndBound(request, space);
        var (best, bound, isProven) = search.Run();
        var model = new NestModel(request.Problem, request.Architecture);
        RankedMapping[] ranked = [.. best.Select(Ranked)];
        var first = ranked.Length == 0 ? double.PositiveInfinity : ObjectiveKey.Of(request.Objective, best[0].Figures).First;
        return new MapperResult(
            ranked,
            [.. search.Front.Nodes.Select(Ranked)],
            isProven,
            new LowerBound(0, 0, 0, bound.First),
            ranked.Length == 0 || isProven ? 0 : first / bound.First - 1,
            search.Evaluated,
            search.Considered,
            space.Size);

        RankedMapping Ranked(SearchNode node)
        {
            var nest = space.Nest(node.Skeleton, node.Nodes);
            return new RankedMapping(nest, model.Evaluate(nest));
        }
    }
}
