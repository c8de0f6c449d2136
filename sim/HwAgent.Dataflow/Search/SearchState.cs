namespace HwAgent.Dataflow.Search;

/// <summary>What the search knows so far.</summary>
internal sealed class SearchState(SearchContext context, int keep)
{
    private readonly List<(DesignSketch Design, DesignScore Score)> _best = [];
    private readonly List<DesignSketch> _front = [];
    private readonly SortedDictionary<string, long> _rejections = new(StringComparer.Ordinal);
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
        if (ToBeat is not { } worst || context.Score(bound) <= worst) return true;
        var missed = context.Limits.Misses(bound).Select(m => m.Key).FirstOrDefault();
        if (missed is null && !IsDominated(bound)) return true;
        Reject(missed ?? "bound");
        return false;
    }

    public void Add(ArrayOutcome outcome)
    {
        _considered += outcome.Considered;
        _exact += outcome.Exact;
        _designs += outcome.Designs.Count;
        Reject("on_chip", outcome.OverMemory);
        Reject("capacity", outcome.OverCapacity);
        foreach (var design in outcome.Designs)
        {
            var misses = context.Limits.Misses(design.Figures).ToArray();
            foreach (var (key, _) in misses) Reject($"design.{key}");
            if (misses.Length == 0) AddToFront(design);
        }

        // One design an array: variants of one array would crowd out what is really different.
        if (outcome.Designs.Count == 0) return;
        var (best, score) = outcome.Designs.Select(d => (d, context.Score(d.Figures))).MinBy(x => x.Item2);
        var at = _best.FindIndex(b => score < b.Score);
        _best.Insert(at < 0 ? _best.Count : at, (best, score));
        if (_best.Count > keep) _best.RemoveAt(keep);
    }

    public SearchResult Result() => new()
    {
        Best = [.. _best.Select(b => context.Complete(b.Design))],
        ParetoFront = [.. _front.OrderBy(d => d.Figures.Cycles).ThenBy(d => d.Figures.EnergyPicojoules).Select(context.Complete)],
        Misses = _best.Count == 0 ? [] : [.. context.Limits.Misses(_best[0].Design.Figures).Select(m => m.Text)],
        PointsConsidered = _considered,
        PointsExact = _exact,
        DesignsEvaluated = _designs,
        Rejections = _rejections,
    };

    private bool IsDominated(DesignFigures bound) => _front.Exists(d => d.Figures.Dominates(bound));

    private void AddToFront(DesignSketch design)
    {
        if (IsDominated(design.Figures)) return;
        _front.RemoveAll(d => design.Figures.Dominates(d.Figures));
        _front.Add(design);
    }
}
