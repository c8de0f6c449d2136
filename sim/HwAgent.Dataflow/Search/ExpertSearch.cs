using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// The expert designer's search. Arrays are taken in the order of what they cannot go below; on each, every mapping of every product is
/// bounded, the on-chip memory divided in every way, and the promising divisions evaluated exactly. Arrays that cannot beat what is known,
/// neither in the ranking nor on the Pareto front, are never opened. No randomness, no clock: equal requests give equal results, whatever
/// the number of threads.
/// </summary>
public static class ExpertSearch
{
    /// <summary>Arrays opened before what they found is compared: fixed, so that the result does not depend on the threads.</summary>
    private const int BatchSize = 16;

    /// <exception cref="ArgumentException">No products, or nothing to keep.</exception>
    public static SearchResult Run(SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Tasks.Count == 0) throw new ArgumentException("There is no product to map.", nameof(request));
        if (request.Keep < 1) throw new ArgumentException("Keep at least one design.", nameof(request));
        var state = new SearchState(new SearchContext(request), request.Keep);
        var threads = new ParallelOptions { MaxDegreeOfParallelism = request.Threads > 0 ? request.Threads : Environment.ProcessorCount, CancellationToken = cancellationToken };
        var waiting = new Queue<(AcceleratorParameters Array, DesignFigures Bound)>(Ordered(state, request.Space ?? ArraySpace.Default));
        while (waiting.Count > 0)
        {
            var batch = new List<AcceleratorParameters>();
            while (batch.Count < BatchSize && waiting.TryDequeue(out var next))
            {
                if (state.IsWorthOpening(next.Bound)) batch.Add(next.Array);
            }

            var outcomes = new ArrayOutcome[batch.Count];
            var toBeat = state.ToBeat;
            Parallel.For(0, batch.Count, threads, i => outcomes[i] = ArraySearch.Run(state.Context, batch[i], toBeat));
            foreach (var outcome in outcomes) state.Add(outcome);
        }

        return state.Result();
    }

    /// <summary>Arrays that the templates and the products allow, most promising first.</summary>
    private static IEnumerable<(AcceleratorParameters Array, DesignFigures Bound)> Ordered(SearchState state, ArraySpace space)
    {
        var context = state.Context;
        var allowed = new List<(AcceleratorParameters Array, DesignFigures Bound)>();
        foreach (var array in space.Arrays(context.Options))
        {
            var sized = BufferNeeds.Smallest(array).ApplyTo(array);
            var rule = AcceleratorParametersValidation.Validate(sized).Select(d => d.Code)
                .Concat(context.Tasks.SelectMany(t => MappingValidation.Validate(sized, t, Smallest(sized, t)).Where(d => d.Code != "mapping.capacity")).Select(d => d.Code))
                .FirstOrDefault();
            if (rule is not null) state.Reject(rule);
            else allowed.Add((array, ArrayBound.Of(context, array)));
        }

        return allowed.OrderBy(a => context.Score(a.Bound));
    }

    private static GemmMapping Smallest(AcceleratorParameters p, GemmTask task) => new(
        Math.Min(p.Rows, task.Shape.M), p.Columns, Math.Min(task.Shape.K, p.DepthGranule), BlockOrder.RowsOuter);
}
