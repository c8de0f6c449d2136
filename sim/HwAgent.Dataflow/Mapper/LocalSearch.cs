using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Goes from a mapping to better ones near it until there are none: other steps of one dimension or of two at once, another order of a level's loops,
/// something else kept. What it finds depends on where it starts and on its allowance, not on what the same instance did before.
/// </summary>
internal sealed class LocalSearch(NestChoices choices, CancellationToken cancellation = default)
{
    /// <summary>Skeletons kept.</summary>
    private const int MostSkeletons = 500;

    private readonly Dictionary<long[], SkeletonPrices> _skeletons = new(LongSequenceComparer.Instance);
    private long _allowance;

    /// <summary>Costs computed since the last start.</summary>
    public long Considered { get; private set; }

    /// <summary>Starts a search that may compute so many costs.</summary>
    public void Allow(long costs) => (_allowance, Considered) = (costs, 0);

    /// <summary>The mapping of chains under a skeleton.</summary>
    public LocalMapping At(SkeletonChoice choice, IEnumerable<StepChain> chains)
    {
        var key = choice.Key;
        if (!_skeletons.TryGetValue(key, out var prices))
        {
            if (_skeletons.Count >= MostSkeletons) _skeletons.Clear();
            _skeletons.Add(key, prices = new SkeletonPrices(choices, choice));
        }

        return At(prices, [.. chains.Select((chain, d) => prices.Price(d, chain))]);
    }

    /// <summary>The best mapping on the way down from one.</summary>
    /// <param name="from">The start, which fits.</param>
    /// <param name="isThorough">Two dimensions at once, too, and whole ways down from other orders and other things kept.</param>
    public LocalMapping Descend(LocalMapping from, bool isThorough)
    {
        var best = from;
        while (Considered < _allowance)
        {
            var before = best;
            best = OtherSteps(best, isThorough);
            if (best == before) best = OtherSkeleton(best);
            if (best == before && isThorough) best = OtherPairs(best);
            if (best == before && isThorough) best = OtherDescents(best);
            if (best == before) break;
        }

        return best;
    }

    /// <summary>The mappings one step away.</summary>
    public IEnumerable<LocalMapping> Around(LocalMapping from)
    {
        foreach (var d in choices.Dimensions)
        {
            foreach (var chain in Moves(from, d, isFine: true)) yield return With(from, d, chain);
        }

        foreach (var choice in Neighbours(from.Prices.Choice)) yield return At(choice, from.Chains.Select(c => c.Chain));
    }

    private LocalMapping At(SkeletonPrices prices, PricedChain[] chains)
    {
        cancellation.ThrowIfCancellationRequested();
        Considered++;
        return new LocalMapping(prices, chains, ObjectiveKey.Of(choices.Request.Objective, prices.Figures(chains), choices.Request.Enough));
    }

    private LocalMapping With(LocalMapping from, int dimension, PricedChain chain)
    {
        PricedChain[] chains = [.. from.Chains];
        chains[dimension] = chain;
        return At(from.Prices, chains);
    }

    private static LocalMapping Better(LocalMapping a, LocalMapping b) => b.Key.CompareTo(a.Key) < 0 ? b : a;

    /// <summary>The best of each dimension's chains in turn.</summary>
    private LocalMapping OtherSteps(LocalMapping best, bool isFine)
    {
        foreach (var d in choices.Dimensions)
        {
            var start = best;
            foreach (var chain in Moves(start, d, isFine)) best = Better(best, With(start, d, chain));
        }

        return best;
    }

    private IEnumerable<PricedChain> Moves(LocalMapping from, int dimension, bool isFine)
    {
        var chains = ChainMoves.Of(choices.Rules[dimension], choices.Slots, from.Chains[dimension].Chain, Room, isFine);
        return chains.Select(chain => from.Prices.Price(dimension, chain));

        long Room(int slot)
        {
            var used = 1L;
            for (var other = 0; other < choices.Slots.All.Length; other++)
            {
                if (choices.Slots.All[other] != choices.Slots.All[slot]) continue;
                foreach (var d in choices.Dimensions)
                {
                    if (d != dimension) used *= from.Chains[d].Chain.Count(other);
                }
            }

            return Math.Max(1, choices.Rules[dimension].Axes[slot] / used);
        }
    }

    private LocalMapping OtherPairs(LocalMapping best)
    {
        var moves = choices.Rules.Select((_, d) => choices.Dimensions.Contains(d) ? Moves(best, d, isFine: false).ToArray() : []).ToArray();
        var start = best;
        foreach (var first in choices.Dimensions)
        {
            foreach (var second in choices.Dimensions.Where(d => d > first))
            {
                PricedChain[] chains = [.. start.Chains];
                foreach (var a in moves[first])
                {
                    cancellation.ThrowIfCancellationRequested();
                    chains[first] = a;
                    foreach (var b in moves[second])
                    {
                        if (Considered >= _allowance) return best;
                        chains[second] = b;
                        Considered++;
                        var key = ObjectiveKey.Of(choices.Request.Objective, start.Prices.Figures(chains), choices.Request.Enough);
                        if (key.CompareTo(best.Key) < 0) best = new LocalMapping(start.Prices, [.. chains], key);
                    }
                }
            }
        }

        return best;
    }

    private LocalMapping OtherSkeleton(LocalMapping best)
    {
        foreach (var choice in Neighbours(best.Prices.Choice)) best = Better(best, At(choice, best.Chains.Select(c => c.Chain)));
        return best;
    }

    /// <summary>The first better mapping at the end of a way down from another skeleton.</summary>
    private LocalMapping OtherDescents(LocalMapping best)
    {
        foreach (var choice in Neighbours(best.Prices.Choice))
        {
            if (Considered >= _allowance) return best;
            var start = At(choice, best.Chains.Select(c => c.Chain));
            if (double.IsPositiveInfinity(start.Key.First)) continue;
            var end = Descend(start, isThorough: false);
            if (end.Key.CompareTo(best.Key) < 0) return end;
        }

        return best;
    }

    private IEnumerable<SkeletonChoice> Neighbours(SkeletonChoice choice)
    {
        for (var level = 0; level < choices.Slots.Levels; level++)
        {
            for (var order = 0; order < choices.OrderCount(choice, level); order++)
            {
                if (order != choice.Orders[level]) yield return choice with { Orders = With(choice.Orders, level, order) };
            }

            for (var keep = 0; keep < choices.KeepCount(level); keep++)
            {
                if (keep != choice.Keeps[level]) yield return choice with { Keeps = With(choice.Keeps, level, keep) };
            }
        }

        static int[] With(int[] array, int index, int value)
        {
            int[] changed = [.. array];
            changed[index] = value;
            return changed;
        }
    }
}
