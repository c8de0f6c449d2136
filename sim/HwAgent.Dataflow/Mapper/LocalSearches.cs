using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Good mappings without a proof, found by <see cref="LocalSearch"/>: a short way down from every <see cref="SpatialStarts"/>, thorough ones from the best of
/// their ends, at last exact costs. Each search has an allowance of its own, so that the result does not depend on how many run at a time.
/// </summary>
internal sealed class LocalSearches
{
    /// <summary>Costs of a short way down, at most.</summary>
    private const int ShortWay = 1200;

    /// <summary>Thorough searches.</summary>
    private const int Thorough = 8;

    private readonly NestChoices _choices;
    private readonly NestModel _model;
    private readonly CancellationToken _cancellation;
    private readonly LocalSearch _search;

    /// <summary>Prepares the searches.</summary>
    public LocalSearches(MapperRequest request, CancellationToken cancellation)
    {
        (_choices, _cancellation) = (new NestChoices(request), cancellation);
        _model = new NestModel(request.Problem, request.Architecture);
        _search = new LocalSearch(_choices, cancellation);
    }

    /// <summary>Costs computed; an exact pipeline counts as <see cref="MapperRequest.PipelineWeight"/>.</summary>
    public long Considered { get; private set; }

    /// <summary>Mappings costed.</summary>
    public long Evaluated { get; private set; }

    /// <summary>The best mappings found, and the best of other ways to spread the dimensions over the axes, best first.</summary>
    /// <param name="allowance">Costs to compute at most.</param>
    public List<RankedMapping> Run(long allowance)
    {
        var starts = new List<LocalMapping>();
        foreach (var chains in SpatialStarts.Of(_choices))
        {
            foreach (var skeleton in (ReadOnlySpan<SkeletonChoice>)[_choices.Fullest, _choices.Barest])
            {
                var start = _search.At(skeleton, chains);
                if (!double.IsPositiveInfinity(start.Key.First)) starts.Add(start);
            }
        }

        Considered += starts.Count;
        var way = Math.Min(ShortWay, allowance * 2 / 5 / Thorough);
        var ends = All(Best(starts, (int)(allowance * 2 / 5 / Math.Max(1, way))), way, isThorough: false);
        var best = All(Best(ends, Thorough), allowance / 2 / Thorough, isThorough: true);
        Evaluated = Considered;
        var others = ends.Order().DistinctBy(Spread, LongSequenceComparer.Instance).Take(Thorough);
        return Exact([.. Best([.. best, .. ends], _choices.Request.Keep + Thorough).Concat(others).DistinctBy(m => m.Name, LongSequenceComparer.Instance)], allowance / 10);
    }

    /// <summary>The best mappings on the way down from one that is known, it among them.</summary>
    /// <param name="from">Where to start.</param>
    /// <param name="allowance">Costs to compute at most.</param>
    public List<RankedMapping> Improve(RankedMapping from, long allowance)
    {
        var (choice, chains) = _choices.Of(from.Nest);
        var best = All([_search.At(choice, chains)], allowance * 4 / 5, isThorough: true);
        Evaluated = Considered;
        return Exact(best, allowance / 5);
    }

    /// <summary>Which dimensions are spread over which axes.</summary>
    private long[] Spread(LocalMapping mapping) => [.. mapping.Chains.Select(c => (long)(c.Chain.Loops & _choices.Slots.Spatial(0, _choices.Slots.Levels)))];

    private List<LocalMapping> All(List<LocalMapping> starts, long allowance, bool isThorough)
    {
        var ends = new LocalMapping[starts.Count];
        var considered = new long[starts.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = _choices.Request.Threads, CancellationToken = _cancellation };
        Parallel.For(0, starts.Count, options, () => new LocalSearch(_choices, _cancellation), (i, _, search) =>
        {
            search.Allow(allowance);
            ends[i] = search.Descend(search.At(starts[i].Prices.Choice, starts[i].Chains.Select(c => c.Chain)), isThorough);
            considered[i] = search.Considered;
            return search;
        }, _ => { });
        Considered += considered.Sum();
        return [.. ends];
    }

    private static List<LocalMapping> Best(List<LocalMapping> mappings, int most) => [.. mappings.DistinctBy(m => m.Name, LongSequenceComparer.Instance).Order().Take(most)];

    /// <summary>Exact costs, and of the best mapping's neighbours those that may be better, until none is.</summary>
    private List<RankedMapping> Exact(List<LocalMapping> mappings, long allowance)
    {
        var costed = mappings.Select(Cost).ToList();
        if (_choices.Request.Account == LatencyAccount.Full && costed.Count > 0)
        {
            var seen = new HashSet<long[]>(mappings.Select(m => m.Name), LongSequenceComparer.Instance);
            _search.Allow(allowance);
            var pipelines = allowance / MapperRequest.PipelineWeight;
            for (var before = costed.Count - 1; before < costed.Count && pipelines > 0;)
            {
                var best = costed.Min()!;
                before = costed.Count;
                foreach (var neighbour in _search.Around(best.Mapping).Where(n => n.Key.CompareTo(best.Key) < 0).Order().ToList())
                {
                    if (!seen.Add(neighbour.Name)) continue;
                    if (--pipelines < 0) break;
                    costed.Add(Cost(neighbour));
                    if (costed[^1].Key.CompareTo(best.Key) < 0) break;
                }
            }

            Considered += _search.Considered;
        }

        return [.. costed.Order().Select(c => c.Ranked)];
    }

    private CostedMapping Cost(LocalMapping mapping)
    {
        _cancellation.ThrowIfCancellationRequested();
        Considered += MapperRequest.PipelineWeight;
        Evaluated++;
        var nest = mapping.Prices.Nest(mapping.Chains);
        var ranked = new RankedMapping(nest, _model.Evaluate(nest));
        return new CostedMapping(mapping, ranked, ranked.Key(_choices.Request));
    }
}
