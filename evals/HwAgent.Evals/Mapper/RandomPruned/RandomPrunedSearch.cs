using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Evals.Mapper.Rival;

namespace HwAgent.Evals.Mapper.RandomPruned;

/// <summary>
/// Timeloop's random-pruned search over this project's cost model, by its public description and behaviour: draws factors for all loops of all levels, then up to 16 orders of those loops that have
/// more than one iteration; for each order walks every cut of the loops in space between the axes and every choice of what passes by. Cuts that do not fit the array are left
/// with the first choice, factors that fit no memory with the first order. It ends after a number of draws, so that the same seed gives the same table.
/// </summary>
/// <remarks>NVlabs/timeloop, configs/mapper/README.md (random-pruned, max-permutations-per-if-visit) and its mapper's documentation (victory condition).</remarks>
public sealed class RandomPrunedSearch
{
    /// <summary>Orders tried for one draw of factors.</summary>
    private const int OrdersPerVisit = 16;

    /// <summary>Mappings that can run and are no better, one after the other, after which Timeloop's search ends by default.</summary>
    public const int VictoryCondition = 500;

    private readonly RivalCase _case;
    private readonly long _most;
    private readonly Func<double> _clock;
    private readonly NestModel _model;
    private readonly FactorMapspace _space;
    private readonly DraftSpace _room;
    private readonly RandomChoices _random;
    private readonly List<RandomPrunedPoint> _improvements = [];
    private readonly double _start;
    private long _draws, _valid, _lastBest;
    private long? _victory;

    private RandomPrunedSearch(RivalCase given, long draws, Func<double> clock)
    {
        (_case, _most, _clock, _start) = (given, draws, clock, clock());
        _model = new NestModel(given.Problem, given.Architecture);
        _space = new FactorMapspace(given.Problem, given.Architecture);
        _room = new DraftSpace(given.Problem, given.Architecture);
        _random = new RandomChoices(given.Seed * 2_654_435_761 + (ulong)given.Index);
    }

    /// <summary>Searches.</summary>
    /// <param name="given">The case; its seed is that of the search.</param>
    /// <param name="draws">Mappings drawn at most.</param>
    /// <param name="clock">Seconds of processor time, for the report alone.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static RandomPrunedOutcome Run(RivalCase given, long draws, Func<double> clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(clock);
        var search = new RandomPrunedSearch(given, draws, clock);
        if (search._space.Factors.All(f => f.Count > 0))
        {
            while (search._draws < draws)
            {
                cancellation.ThrowIfCancellationRequested();
                search.Visit();
            }
        }

        return new RandomPrunedOutcome(search._improvements, search._draws, search._valid, clock() - search._start, search._victory);
    }

    /// <summary>One draw of factors.</summary>
    private void Visit()
    {
        var factors = _space.Factors.Select(ways => ways[_random.Below(ways.Count)]).ToArray();
        var levels = Enumerable.Range(0, _space.Architecture.Levels.Count).ToArray();
        var free = levels.Select(l => _space.Free(l, factors)).ToArray();
        var inSpace = levels.Select(l => FactorMapspace.Spatial(l, factors)).ToArray();
        var orders = free.Concat(inSpace).Aggregate(1.0, (product, loops) => product * Enumerable.Range(1, loops.Length).Aggregate(1.0, (f, n) => f * n));
        for (var visit = 0; visit < Math.Min(orders, OrdersPerVisit) && _draws < _most; visit++)
        {
            var temporal = free.Select(loops => _random.Shuffle((int[])loops.Clone())).ToArray();
            // Loops that only the first axes take come first, or no cut would be allowed.
            var spatial = inSpace.Select((loops, l) => _random.Shuffle((int[])loops.Clone()).OrderBy(d => _space.FirstAxis(l, d)).ToArray()).ToArray();
            if (!Walk(factors, temporal, spatial)) return;
        }
    }

    /// <summary>Every cut and every bypass of one order; false when some cut fits no memory whatever passes by.</summary>
    private bool Walk(long[][] factors, int[][] temporal, int[][] spatial)
    {
        var splits = spatial.Select((order, l) => _space.Splits(l, order)).ToArray();
        if (splits.Any(s => s.Count == 0))
        {
            _draws++;
            return true;
        }

        var choice = new int[splits.Length];
        do
        {
            if (_draws >= _most) return true;
            var loops = choice.Select((c, l) => (IReadOnlyList<(int, int)>)[.. spatial[l].Zip(splits[l][c])]).ToArray();
            if (!Fits(factors, loops))
            {
                _draws++;
                continue;
            }

            var failed = 0;
            foreach (var keeps in _space.Bypasses)
            {
                if (_draws >= _most) return true;
                _draws++;
                if (!Cost(_space.Nest(factors, temporal, loops, keeps))) failed++;
            }

            if (failed == _space.Bypasses.Count) return false;
        }
        while (Next(choice, splits));

        return true;
    }

    private static bool Next(int[] choice, List<int[]>[] splits)
    {
        for (var level = 0; level < choice.Length; level++)
        {
            if (++choice[level] < splits[level].Count) return true;
            choice[level] = 0;
        }

        return false;
    }

    private bool Fits(long[][] factors, IReadOnlyList<(int Dimension, int Axis)>[] loops)
    {
        for (var level = 0; level < loops.Length; level++)
        {
            var axes = _space.Architecture.Levels[level].Fanout;
            for (var axis = 0; axis < axes.Count; axis++)
            {
                double used = 1;
                foreach (var (d, along) in loops[level])
                {
                    if (along == axis) used *= factors[d][(2 * level) + 1];
                }

                if (used > axes[axis].Size) return false;
            }
        }

        return true;
    }

    /// <summary>Whether it can run; if so, it is costed.</summary>
    private bool Cost(LoopNest nest)
    {
        if (!MayFit(nest) || NestValidation.Validate(_case.Problem, _case.Architecture, nest).Count > 0) return false;
        _valid++;
        var figure = RivalScore.Of(_case, _model.Evaluate(nest)).First;
        if (_improvements.Count == 0 || figure < _improvements[^1].Figure)
        {
            _improvements.Add(new RandomPrunedPoint(_draws, _valid, _clock() - _start, figure, nest));
            _lastBest = _valid;
        }
        else if (_victory is null && _valid - _lastBest == VictoryCondition)
        {
            _victory = _draws;
        }

        return true;
    }

    /// <summary>What costs next to nothing to see before the validation.</summary>
    private bool MayFit(LoopNest nest)
    {
        Span<long> chunks = stackalloc long[_case.Problem.Dimensions.Count];
        for (var d = 0; d < chunks.Length; d++) chunks[d] = _case.Problem.Dimensions[d].Size;
        for (var level = 0; level < nest.Levels.Count; level++)
        {
            if (!_room.MayFit(level, nest.Levels[level].Keeps, chunks)) return false;
            foreach (var loop in nest.Levels[level].Temporal) chunks[loop.Dimension] = loop.Step;
            foreach (var loop in nest.Levels[level].Spatial) chunks[loop.Dimension] = loop.Step;
        }

        return true;
    }
}
