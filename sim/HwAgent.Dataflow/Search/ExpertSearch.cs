using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// The expert designer's search. Arrays are taken in the order of what they cannot go below; on each, every mapping of every product is
/// bounded and the on-chip memory divided in every way. Arrays whose bounds may still win are then searched with exact costs, in the order
/// of the bounds, from block sizes that are a sample. Arrays that cannot beat what is known, neither in the ranking nor on the Pareto front, are never opened. The
/// arrays of the designs that are returned are searched once more, over every block size and every division of the memory, with a proof; and all others are held against the best
/// one. No randomness, no clock: equal requests give equal results, whatever the number of threads.
/// </summary>
public static class ExpertSearch
{
    /// <summary>Arrays opened before what they found is compared: fixed, so that the result does not depend on the threads.</summary>
    private const int ScoutBatch = 16;

    private const int RefineBatch = 4;

    /// <summary>How far the finer block sizes of the second look are taken to go below the bounds of the first; on the workloads of the examples it was 1% at most.</summary>
    private const double FinerGain = 0.02;

    /// <exception cref="ArgumentException">No products, or nothing to keep.</exception>
    public static SearchResult Run(SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Tasks.Count == 0) throw new ArgumentException("There is no product to map.", nameof(request));
        if (request.Keep < 1) throw new ArgumentException("Keep at least one design.", nameof(request));
        var state = new SearchState(new SearchContext(request), request.Keep);
        var threads = new ParallelOptions { MaxDegreeOfParallelism = request.Threads > 0 ? request.Threads : -1, CancellationToken = cancellationToken };
        (AcceleratorParameters Array, DesignFigures Bound)[] arrays = [.. Ordered(state, request.Space ?? ArraySpace.Default)];
        var bounded = Scout(state, arrays, threads);
        Refine(state, bounded, threads);
        Prove(state, arrays, threads);
        return state.Result();
    }

    /// <summary>Opens every array that may lead somewhere, and returns what none of its designs can go below.</summary>
    private static List<(AcceleratorParameters Array, DesignScore Bound)> Scout(SearchState state, (AcceleratorParameters Array, DesignFigures Bound)[] arrays, ParallelOptions threads)
    {
        var bounded = new List<(AcceleratorParameters Array, DesignScore Bound)>();
        for (var next = 0; next < arrays.Length;)
        {
            var batch = new List<AcceleratorParameters>();
            for (; batch.Count < ScoutBatch && next < arrays.Length; next++)
            {
                if (state.IsWorthOpening(arrays[next].Bound)) batch.Add(arrays[next].Array);
            }

            var outcomes = new ArrayOutcome[batch.Count];
            Parallel.For(0, batch.Count, threads, i => outcomes[i] = ArraySearch.Scout(state.Context, batch[i], state.IsBeaten));
            for (var i = 0; i < batch.Count; i++)
            {
                state.Add(outcomes[i], isFirst: true);
                if (outcomes[i].Bound is { } bound) bounded.Add((batch[i], bound));
            }
        }

        return bounded;
    }

    /// <summary>Searches arrays through, most promising first, until the next cannot beat what would be returned.</summary>
    private static void Refine(SearchState state, List<(AcceleratorParameters Array, DesignScore Bound)> arrays, ParallelOptions threads)
    {
        foreach (var batch in arrays.OrderBy(a => a.Bound).Chunk(RefineBatch))
        {
            var toBeat = state.ToBeat;
            var open = batch.Where(a => toBeat is not { } worst || a.Bound.Improved(FinerGain) <= worst).Select(a => a.Array).ToArray();
            if (open.Length == 0) return;
            var outcomes = new ArrayOutcome[open.Length];
            Parallel.For(0, open.Length, threads, i => outcomes[i] = ArraySearch.Run(state.Context, open[i], toBeat));
            foreach (var outcome in outcomes) state.Add(outcome, isFirst: false);
        }
    }

    /// <summary>Gives each design that will be returned the best division of the memory and the best mappings that its array has, and holds the best of them against all other arrays.</summary>
    private static void Prove(SearchState state, (AcceleratorParameters Array, DesignFigures Bound)[] arrays, ParallelOptions threads)
    {
        var best = state.Best;
        var proven = new ProvenDesign[best.Count];
        Parallel.For(0, best.Count, threads, i => proven[i] = new DesignProver(state.Context, i == 0 ? DesignProver.ManyWalks : DesignProver.FewWalks).Run(best[i]));
        state.Prove(proven);
        state.Prove(arrays, threads);
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
                .Concat(context.Tasks.SelectMany(t => MappingValidation.Validate(sized, t)).Select(d => d.Code))
                .FirstOrDefault();
            if (rule is not null) state.Reject(rule);
            else allowed.Add((array, ArrayBound.Of(context, array)));
        }

        return allowed.OrderBy(a => context.Score(a.Bound));
    }
}
