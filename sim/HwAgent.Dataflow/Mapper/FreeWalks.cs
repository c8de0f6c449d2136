namespace HwAgent.Dataflow.Mapper;

/// <summary>Walks from the best mappings of a search, the last thing that it does without a proof; for the full account alone, as the searches of chains know the steady one exactly.</summary>
internal sealed class FreeWalks(MapperRequest request, CancellationToken cancellation)
{
    /// <summary>Part of all costs that the walks may compute.</summary>
    private const double Share = 0.3;

    /// <summary>Walks, the first from the best mapping, the others from the best that are spread over the axes in another way.</summary>
    private const int Most = 4;

    private readonly List<RankedMapping> _starts = [];

    /// <summary>Costs that are left to the walks.</summary>
    public long Reserve { get; } = request.Account == LatencyAccount.Full ? (long)(request.MostEvaluations * Share) : 0;

    /// <summary>Mappings costed.</summary>
    public long Evaluated { get; private set; }

    /// <summary>Takes in mappings to start from, best first.</summary>
    public void Start(IEnumerable<RankedMapping> from) => _starts.AddRange(from);

    /// <summary>The best mapping on each walk.</summary>
    /// <param name="best">The best mapping known; null for none.</param>
    public IReadOnlyList<RankedMapping> Run(RankedMapping? best)
    {
        RankedMapping[] starts = [.. (best is null ? [] : (RankedMapping[])[best]).Concat(_starts).DistinctBy(Spread).Take(Most)];
        var most = Reserve / MapperRequest.PipelineWeight / Math.Max(1, starts.Length);
        var ends = new RankedMapping[starts.Length];
        var walks = starts.Select((_, i) => new FreeWalk(request, (ulong)i, cancellation)).ToArray();
        Parallel.For(0, starts.Length, new ParallelOptions { MaxDegreeOfParallelism = request.Threads, CancellationToken = cancellation }, i => ends[i] = walks[i].Run(starts[i], most));
        Evaluated += walks.Sum(w => w.Evaluated);
        return ends;
    }

    /// <summary>What is spread over which axes.</summary>
    public static string Spread(RankedMapping mapping) => string.Join('|', mapping.Nest.Levels.Select(l => string.Join(' ', l.Spatial.Select(s => (s.Axis, s.Dimension)).Distinct().Order())));
}
