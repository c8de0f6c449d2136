using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Finds the best mappings of a product to an architecture: first among steps far apart, then among closer ones, then among all those near the best so
/// far, at last among all. Each search sets the mark for the next, so that the last, which gives the proof, drops most sets of mappings at once.
/// </summary>
public static class GemmMapper
{
    /// <summary>Part of all costs that local searches may compute where the first phase ends without a proof.</summary>
    private const double LocalShare = 0.4;

    /// <summary>Costs and bounds after which a first phase shows that a product is hard.</summary>
    private const long EasyFirst = 16_000;

    /// <summary>Costs of a last look around the best mapping.</summary>
    private const long LastLook = 4000;

    /// <summary>By what all costs are divided for those of one floor of a level.</summary>
    private const long FloorShare = 200;

    /// <summary>Searches. The same request gives the same result on every machine; <see cref="GraphMapper"/> runs several at once.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The objective is no property of a mapping, or fewer than one mapping is to be kept.</exception>
    public static MapperResult Search(MapperRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Keep, 1);
        _ = ObjectiveKey.Of(request.Objective, CostFigures.Infeasible);
        if (request.Slack > 0 && request.Objective != Objective.Edp) return SearchWithin(request, cancellation);
        var found = new FoundMappings(request);
        long considered = 0, evaluated = 0;
        if (request.Account == LatencyAccount.Full)
        {
            // Without fill, drain and stalls a search is far quicker, and its result is a good mark.
            var steady = Search(request with { Account = LatencyAccount.Steady, MostEvaluations = request.MostEvaluations / 2 }, cancellation);
            found.Add(steady.Ranked);
            (considered, evaluated) = (steady.Considered, steady.Evaluated);
        }

        var walks = new FreeWalks(request, cancellation);
        var left = request.MostEvaluations - considered - walks.Reserve;
        var before = considered;
        var isHard = false;
        for (var phase = 0; ;)
        {
            var density = StepDensity.Phases[phase];
            var space = new MappingSpace(request.Problem, request.Architecture, request.Account, density.Around(found.Best));
            if (isHard)
            {
                var floors = new LevelFloors(request, space, cancellation);
                floors.Set(left / FloorShare, found.Mark);
                considered += floors.Considered;
            }

            var most = phase == 0 && !space.IsComplete ? Math.Min(EasyFirst, left / 10) : (long)(left * (isHard ? 1 : density.Share)) - (considered - before);
            var search = new BranchAndBound(request, space, found.Mark, most);
            var outcome = search.Run(cancellation);
            considered += search.Considered;
            evaluated += search.Evaluated;
            found.Add(space, outcome.Best, search.Front);
            if (!isHard && !outcome.IsProven)
            {
                isHard = true;
                var rest = phase == 0 ? left : left - (considered - before);
                found.Add(Quick(request));
                var local = new LocalSearches(request, cancellation);
                var ends = local.Run((long)(rest * LocalShare));
                found.Add(ends);
                walks.Start(ends);
                considered += local.Considered;
                evaluated += local.Evaluated;
                if (found.First is { } best)
                {
                    var narrow = new MappingSpace(request.Problem, AxesOfMapping.Narrow(request.Problem, request.Architecture, best.Nest), request.Account, StepDensity.Phases[^1]);
                    var closer = new BranchAndBound(request, narrow, found.Mark, rest / 5);
                    found.Add(narrow, closer.Run(cancellation).Best, closer.Front);
                    considered += closer.Considered;
                    evaluated += closer.Evaluated;
                }

                if (!space.IsComplete)
                {
                    phase = StepDensity.Phases.Count - 1;
                    continue;
                }
            }

            if (!isHard && !space.IsComplete && phase == StepDensity.Phases.Count - 1 && found.First is { } first)
            {
                // Steps that are no multiples of each other are not in the space.
                var local = new LocalSearches(request with { Keep = 1 }, cancellation);
                found.Add(local.Improve(first, Math.Min(LastLook, left / 10)));
                considered += local.Considered;
                evaluated += local.Evaluated;
            }

            if (space.IsComplete || phase == StepDensity.Phases.Count - 1)
            {
                if (!found.IsBest(outcome) || space.IsThinned)
                {
                    // Bounds say nothing about steps that are left out.
                    found.Add(walks.Run(found.First, space.IsThinned ? double.PositiveInfinity : found.Hope(outcome)));
                    considered += walks.Considered;
                    evaluated += walks.Evaluated;
                }

                return found.Result(outcome, search.Floor, evaluated, considered, space);
            }

            phase++;
        }
    }

    /// <summary>What the quick mapper takes, if it knows such hardware: it climbs by estimates of its own.</summary>
    private static IReadOnlyList<RankedMapping> Quick(MapperRequest request) =>
        new TilingMapper(request.Objective, otherwise: (_, _) => null).Map(request.Problem, request.Architecture) is { } quick ? [new RankedMapping(quick.Nest, quick.Cost)] : [];

    /// <summary>First the least that there is, then the best among all that come close to it.</summary>
    private static MapperResult SearchWithin(MapperRequest request, CancellationToken cancellation)
    {
        var strict = request with { Slack = 0, MostEvaluations = request.MostEvaluations / 2 };
        var least = Search(strict with { Keep = 1 }, cancellation);
        if (least.Ranked.Count == 0) return least;
        var figure = least.Bound.Objective * (1 + least.Gap);
        var found = Search(strict with { Enough = figure * (1 + request.Slack) }, cancellation);
        return found with
        {
            IsOptimal = found.IsOptimal && least.IsOptimal,
            IsThinned = found.IsThinned || least.IsThinned,
            Bound = found.Bound with { Objective = least.Bound.Objective },
            Evaluated = found.Evaluated + least.Evaluated,
            Considered = found.Considered + least.Considered,
        };
    }
}
