using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// A walk from mapping to mapping by <see cref="FreeMoves"/> and exact costs. Fill, drain and stalls make the full account rough, and what is best in it may have a dimension twice at a
/// level or fewer instances than there are, outside of every space of chains. A worse mapping is taken up to a threshold that falls to none (threshold accepting: Dueck and Scheuer 1990).
/// </summary>
internal sealed class FreeWalk
{
    /// <summary>Changes tried for each cost that may be computed: most do not fit.</summary>
    private const int MostTries = 30;

    /// <summary>Changes that lead from an empty mapping to a random one.</summary>
    private const int Scattering = 40;

    private readonly MapperRequest _request;
    private readonly NestModel _model;
    private readonly FreeMoves _moves;
    private readonly FreeRoom _room;
    private readonly CancellationToken _cancellation;
    private FreeNest _at;
    private ObjectiveKey _key = ObjectiveKey.None;

    /// <summary>Prepares a walk.</summary>
    /// <param name="request">What is searched.</param>
    /// <param name="model">Its costs.</param>
    /// <param name="from">Where it starts, which may not fit.</param>
    /// <param name="seed">Of its changes.</param>
    /// <param name="cancellation">Ends it.</param>
    public FreeWalk(MapperRequest request, NestModel model, FreeNest from, ulong seed, CancellationToken cancellation)
    {
        (_request, _model, _at, _cancellation) = (request, model, from, cancellation);
        _moves = new FreeMoves(request.Problem, request.Architecture, seed);
        _room = new FreeRoom(request.Problem, request.Architecture);
    }

    /// <summary>Mappings costed.</summary>
    public long Evaluated { get; private set; }

    /// <summary>The best mapping on the way; null while there is none.</summary>
    public RankedMapping? Best { get; private set; }

    /// <summary>Of the best mapping.</summary>
    public ObjectiveKey BestKey { get; private set; } = ObjectiveKey.None;

    /// <summary>Goes far away first: takes changes whatever they cost.</summary>
    public void Scatter()
    {
        var taken = 0;
        for (var tries = 0; taken < Scattering && tries < Scattering * MostTries; tries++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_moves.Next(_at) is not { } next || !_room.MayFit(next) || NestValidation.Validate(_request.Problem, _request.Architecture, next.Nest()).Count > 0) continue;
            _at = next;
            taken++;
        }
    }

    /// <summary>Walks on.</summary>
    /// <param name="most">Mappings to cost at most.</param>
    /// <param name="threshold">Part by which a figure may rise after a part of this stretch.</param>
    /// <param name="isTied">Whether the first figure never rises, and the threshold is that of the second among mappings equal in the first.</param>
    public void Run(long most, Func<double, double> threshold, bool isTied = false)
    {
        long costed = 0;
        if (Best is null && Try(_at, 0, isTied)) costed++;
        for (long tries = 0; costed < most && tries < most * MostTries; tries++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_moves.Next(_at) is { } next && _room.MayFit(next) && Try(next, threshold(Math.Max(costed / (double)most, tries / (double)(most * MostTries))), isTied)) costed++;
        }

        Evaluated += costed;
    }

    /// <summary>Costs a mapping and goes there if it is good enough; false if it cannot run.</summary>
    private bool Try(FreeNest next, double threshold, bool isTied)
    {
        var nest = next.Nest();
        var most = _key.First * (1 + (isTied ? 0 : threshold));
        if (_model.EvaluateIfValid(nest, c => Key(c).First <= most) is not { } cost) return false;
        var key = Key(cost);
        if (key.First > most || isTied && key.First == _key.First && key.Second > _key.Second * (1 + threshold)) return true;
        (_at, _key) = (next, key);
        if (key.CompareTo(BestKey) < 0) (Best, BestKey) = (new RankedMapping(nest, cost), key);
        return true;

        ObjectiveKey Key(NestCost cost) => new RankedMapping(nest, cost).Key(_request);
    }
}
