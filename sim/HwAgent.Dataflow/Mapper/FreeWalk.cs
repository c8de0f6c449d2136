using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Walks from mapping to mapping by <see cref="FreeMoves"/> and exact costs. Fill, drain and stalls make the full account rough, and what is best in it may have a dimension twice at a
/// level or fewer instances than there are, outside of every space of chains. A worse mapping is taken up to a threshold that falls to none (threshold accepting: Dueck and Scheuer 1990).
/// </summary>
internal sealed class FreeWalk
{
    /// <summary>Part by which the first figure may rise at first.</summary>
    private const double Threshold = 0.08;

    /// <summary>Stages of a walk; the threshold falls by half from each to the next.</summary>
    private const int Stages = 14;

    /// <summary>Changes tried for each cost that may be computed: most do not fit.</summary>
    private const int MostTries = 30;

    private readonly MapperRequest _request;
    private readonly NestModel _model;
    private readonly FreeMoves _moves;
    private readonly FreeRoom _room;
    private readonly CancellationToken _cancellation;

    /// <summary>Prepares a walk.</summary>
    public FreeWalk(MapperRequest request, ulong seed, CancellationToken cancellation)
    {
        (_request, _cancellation) = (request, cancellation);
        _model = new NestModel(request.Problem, request.Architecture);
        _moves = new FreeMoves(request.Problem, request.Architecture, seed);
        _room = new FreeRoom(request.Problem, request.Architecture);
    }

    /// <summary>Mappings costed.</summary>
    public long Evaluated { get; private set; }

    /// <summary>The best mapping on the way.</summary>
    /// <param name="from">Where it starts.</param>
    /// <param name="most">Mappings to cost at most.</param>
    public RankedMapping Run(RankedMapping from, long most)
    {
        var (best, bestKey) = (from, from.Key(_request));
        var (at, key) = (FreeNest.Of(from.Nest), bestKey);
        long costed = 0;
        for (long tries = 0; costed < most && tries < most * MostTries; tries++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_moves.Next(at) is not { } next || !_room.MayFit(next)) continue;
            var nest = next.Nest();
            if (NestValidation.Validate(_request.Problem, _request.Architecture, nest).Count > 0) continue;
            costed++;
            var ranked = new RankedMapping(nest, _model.Evaluate(nest));
            var found = ranked.Key(_request);
            var threshold = Threshold / (1L << (int)(Math.Max(costed * Stages / most, tries * Stages / (most * MostTries))));
            if (found.CompareTo(key) > 0 && found.First > key.First * (1 + threshold)) continue;
            (at, key) = (next, found);
            if (found.CompareTo(bestKey) < 0) (best, bestKey) = (ranked, found);
        }

        Evaluated += costed;
        return best;
    }
}
