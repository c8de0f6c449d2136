using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Search;

/// <summary>What the search knows so far.</summary>
internal sealed class SearchState(SearchContext context, int keep)
{
    private readonly List<(DesignSketch Design, DesignScore Score)> _best = [];
    private readonly List<DesignSketch> _front = [];
    private readonly SortedDictionary<string, long> _rejections = new(StringComparer.Ordinal);
    private List<ProvenDesign> _proven = [];
    private int _arrays;
    private OptimalityProof? _proof;
    private long _considered, _exact, _designs;

    public SearchContext Context => context;

    /// <summary>The score of the worst design that would be returned now; null while there is room for more.</summary>
    public DesignScore? ToBeat => _best.Count == keep ? _best[^1].Score : null;

    public void Reject(string reason, long count = 1)
    {
        if (count > 0) _rejections[reason] = _rejections.GetValueOrDefault(reason) + count;
    }

    /// <summary>Whether an array may still lead to one of the best designs or to the front; records why not.</summary>
    public bool IsWorthOpening(in DesignFigures bound)
    {
        if (!IsBeaten(bound)) return true;
        Reject(context.Limits.Misses(bound).Select(m => m.Key).FirstOrDefault() ?? "bound");
        return false;
    }

    /// <summary>Whether no design with at least these figures can be among the best or on the front. Reads only: threads may ask at the same time.</summary>
    public bool IsBeaten(DesignFigures bound) =>
        ToBeat is { } worst && context.Score(bound) > worst && (context.Limits.Violation(bound) > 0 || IsDominated(bound));

    /// <summary>Takes in what an array gave; mappings are counted only the first time that it is opened.</summary>
    public void Add(ArrayOutcome outcome, bool isFirst)
    {
        _exact += outcome.Exact;
        _designs += outcome.Designs.Count;
        if (isFirst)
        {
            _considered += outcome.Considered;
            Reject("on_chip", outcome.OverMemory);
            Reject("capacity", outcome.OverCapacity);
        }

        foreach (var design in outcome.Designs)
        {
            var misses = context.Limits.Misses(design.Figures).ToArray();
            foreach (var (key, _) in misses) Reject($"design.{key}");
            if (misses.Length == 0) AddToFront(design);
        }

        if (outcome.Designs.Count > 0) Keep(outcome.Designs.Select(d => (d, context.Score(d.Figures))).MinBy(x => x.Item2));
    }

    /// <summary>The designs that would be returned now, best first.</summary>
    public IReadOnlyList<DesignSketch> Best => [.. _best.Select(b => b.Design)];

    /// <summary>Holds the best design against all arrays; what is better on them takes its place.</summary>
    public void Prove(IReadOnlyList<(AcceleratorParameters Array, DesignFigures Bound)> arrays, ParallelOptions threads)
    {
        var prover = new SpaceProver(context, threads);
        var (better, proof) = prover.Run(arrays, _proven);
        (_arrays, _proof) = (arrays.Count, proof);
        _considered += prover.Considered;
        _exact += prover.Exact;
        Prove(better);
    }

    /// <summary>Takes in designs that were proven; those of <see cref="Best"/> first.</summary>
    public void Prove(IReadOnlyList<ProvenDesign> proven)
    {
        _proven = [.. _proven.Concat(proven).OrderBy(p => context.Score(p.Sketch.Figures)).DistinctBy(p => p.Sketch.Parameters.Array).Take(keep)];
        foreach (var design in proven)
        {
            _considered += design.Considered;
            _exact += design.Exact;
            if (context.Limits.Violation(design.Sketch.Figures) == 0) AddToFront(design.Sketch);
        }
    }

    /// <summary>One design an array: variants of one array would crowd out what is really different.</summary>
    private void Keep((DesignSketch Design, DesignScore Score) candidate)
    {
        var known = _best.FindIndex(b => b.Design.Parameters.Array == candidate.Design.Parameters.Array);
        if (known >= 0 && _best[known].Score <= candidate.Score) return;
        if (known >= 0) _best.RemoveAt(known);
        var at = _best.FindIndex(b => candidate.Score < b.Score);
        _best.Insert(at < 0 ? _best.Count : at, candidate);
        if (_best.Count > keep) _best.RemoveAt(keep);
    }

    public SearchResult Result() => new()
    {
        Best = [.. _proven.Select(p => context.Complete(p.Sketch, p.Array, p.Mappings))],
        ParetoFront = [.. _front.OrderBy(d => d.Figures.Cycles).ThenBy(d => d.Figures.EnergyPicojoules).Select(d => context.Complete(d))],
        Misses = _proven.Count == 0 ? [] : [.. context.Limits.Misses(_proven[0].Sketch.Figures).Select(m => m.Text)],
        PointsConsidered = _considered,
        PointsExact = _exact,
        DesignsEvaluated = _designs,
        Rejections = _rejections,
        Arrays = _arrays,
        Proof = _proof,
    };

    private bool IsDominated(DesignFigures bound) => _front.Exists(d => d.Figures.Dominates(bound));

    private void AddToFront(DesignSketch design)
    {
        if (IsDominated(design.Figures)) return;
        _front.RemoveAll(d => design.Figures.Dominates(d.Figures));
        _front.Add(design);
    }
}
