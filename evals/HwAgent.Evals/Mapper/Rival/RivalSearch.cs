using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>
/// Searches that share nothing with the mapper but the cost model and the validation: random draws as Timeloop's, draws that mostly fit, loop permutations as ZigZag's, then
/// annealing from the best of them. The same seed and budget give the same mappings.
/// </summary>
public sealed class RivalSearch
{
    /// <summary>Draws for each evaluation of the budget, at most: where next to nothing fits, the search must end.</summary>
    private const int MostDraws = 40;

    /// <summary>Best mappings to anneal from, each a part of the budget.</summary>
    private const int Chains = 4;

    private readonly RivalCase _case;
    private readonly long _budget;
    private readonly Func<double> _clock;
    private readonly NestModel _model;
    private readonly DraftSpace _space;
    private readonly RandomChoices _random;
    private readonly List<RivalImprovement> _improvements = [];
    private readonly List<(RivalScore Score, NestDraft Draft)> _best = [];
    private readonly double _start;
    private long _evaluations, _draws;

    private RivalSearch(RivalCase given, long budget, Func<double> clock)
    {
        (_case, _budget, _clock) = (given, budget, clock);
        _model = new NestModel(given.Problem, given.Architecture);
        _space = new DraftSpace(given.Problem, given.Architecture);
        _random = new RandomChoices(given.Seed * 7_368_787 + (ulong)given.Index);
        _start = clock();
    }

    /// <summary>Searches.</summary>
    /// <param name="given">The case; its seed is that of the search.</param>
    /// <param name="evaluations">Mappings costed at most.</param>
    /// <param name="clock">Seconds of processor time, for the report alone.</param>
    /// <param name="from">Another mapping to anneal from; null for none.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static RivalOutcome Run(RivalCase given, long evaluations, Func<double> clock, LoopNest? from, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(clock);
        var search = new RivalSearch(given, evaluations, clock);
        search.Run(from, cancellation);
        return new RivalOutcome(search._improvements, search._evaluations, search._draws, clock() - search._start);
    }

    private void Run(LoopNest? from, CancellationToken cancellation)
    {
        var drafts = new RandomDrafts(_space, _random);
        Sample(0.2, "random", drafts.Uniform, cancellation);
        Sample(0.3, "grown factors", () => drafts.Grown(ragged: false), cancellation);
        Sample(0.5, "grown", () => drafts.Grown(ragged: true), cancellation);
        var permutations = new LoopPermutations(_space, drafts, _random);
        for (var end = End(0.55); _evaluations < end.Evaluations && _draws < end.Draws;)
        {
            cancellation.ThrowIfCancellationRequested();
            _draws++;
            if (permutations.Next() is { } nest && Cost(nest, "permuted") is { } score && _space.Draft(nest) is { } draft) Keep(score, draft);
        }

        var starts = _best.Select(b => (b.Score, b.Draft, "annealed")).ToList();
        if (from is not null && _space.Draft(from) is { } other) starts.Insert(0, (RivalScore.Of(_case, _model.Evaluate(from)), other, "annealed from the mapper's"));
        for (var i = 0; i < starts.Count; i++) Anneal(starts[i].Score, starts[i].Draft, starts[i].Item3, 0.55 + 0.45 * (i + 1) / starts.Count, cancellation);
    }

    private (long Evaluations, long Draws) End(double share) => ((long)(_budget * share), (long)(_budget * share * MostDraws));

    private void Sample(double share, string method, Func<NestDraft?> next, CancellationToken cancellation)
    {
        for (var end = End(share); _evaluations < end.Evaluations && _draws < end.Draws;)
        {
            cancellation.ThrowIfCancellationRequested();
            _draws++;
            if (next() is { } draft && Cost(draft, method) is { } score) Keep(score, draft);
        }
    }

    /// <summary>Metropolis over the logarithm of the figures, from a change of a third down to none.</summary>
    private void Anneal(RivalScore score, NestDraft draft, string method, double share, CancellationToken cancellation)
    {
        var moves = new DraftMoves(_space, _random);
        var begin = _evaluations;
        for (var end = End(share); _evaluations < end.Evaluations && _draws < end.Draws;)
        {
            cancellation.ThrowIfCancellationRequested();
            _draws++;
            var temperature = 0.1 * Math.Pow(1e-4, (_evaluations - begin) / (double)Math.Max(1, end.Evaluations - begin));
            var next = moves.Next(draft);
            if (Cost(next, method) is not { } found) continue;
            var rise = Math.Log(found.First / score.First) + 0.01 * Math.Log((1 + found.Second) / (1 + score.Second));
            if (found.CompareTo(score) > 0 && !_random.Chance(Math.Exp(-rise / temperature))) continue;
            (score, draft) = (found, next);
        }
    }

    /// <summary>Keeps the best drafts, of those with the same figures the first.</summary>
    private void Keep(RivalScore score, NestDraft draft)
    {
        if (_best.Count == Chains && score.CompareTo(_best[^1].Score) >= 0 || _best.Any(b => b.Score == score)) return;
        _best.Add((score, draft));
        _best.Sort((a, b) => a.Score.CompareTo(b.Score));
        if (_best.Count > Chains) _best.RemoveAt(Chains);
    }

    private RivalScore? Cost(NestDraft draft, string method) => _space.MayFit(draft) ? Cost(_space.Nest(draft), method) : null;

    /// <summary>Null when the mapping cannot run.</summary>
    private RivalScore? Cost(LoopNest nest, string method)
    {
        if (NestValidation.Validate(_case.Problem, _case.Architecture, nest).Count > 0) return null;
        _evaluations++;
        var score = RivalScore.Of(_case, _model.Evaluate(nest));
        if (score.BetterIn(_improvements.Count == 0 ? RivalScore.None : _improvements[^1].Score) > 0) _improvements.Add(new RivalImprovement(method, _evaluations, _clock() - _start, score, nest));
        return score;
    }
}
