using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Walks from good mappings and from random ones, the last thing that a search does without a proof; for the full account alone, as the searches of chains know the steady one exactly.
/// They all go a short way, the better half of them goes on, and so forth (successive halving: Jamieson and Talwalkar 2016): which start leads far shows early, and the best known seldom does.
/// </summary>
internal sealed class FreeWalks(MapperRequest request, CancellationToken cancellation)
{
    /// <summary>Part of all costs that the walks may compute.</summary>
    private const double Share = 0.4;

    /// <summary>Costs and bounds of searches that take as long as one exact cost on a walk, where one mapping is much like the one before.</summary>
    private const int Weight = 7;

    /// <summary>Walks from other good mappings, first from the best of each way to spread the dimensions over the axes.</summary>
    private const int Good = 12;

    /// <summary>Walks from random mappings.</summary>
    private const int Random = 12;

    /// <summary>Part by which the first figure may rise at first.</summary>
    private const double Threshold = 0.08;

    /// <summary>What can be gained that deserves all costs.</summary>
    private const double Worth = 0.004;

    /// <summary>How often that part falls by half.</summary>
    private const int Stages = 14;

    private readonly List<RankedMapping> _starts = [];

    /// <summary>Costs that are left to the walks.</summary>
    public long Reserve { get; } = request.Account == LatencyAccount.Full ? (long)(request.MostEvaluations * Share) : 0;

    /// <summary>Mappings costed.</summary>
    public long Evaluated { get; private set; }

    /// <summary>What that counts as.</summary>
    public long Considered => Evaluated * Weight;

    /// <summary>Takes in mappings to start from, best first.</summary>
    public void Start(IEnumerable<RankedMapping> from) => _starts.AddRange(from);

    /// <summary>The best mappings on the longest walks.</summary>
    /// <param name="best">The best mapping known; null for none.</param>
    /// <param name="hope">The most that can be gained in the first figure, as a part of it; the less that is, the shorter the walks.</param>
    public IReadOnlyList<RankedMapping> Run(RankedMapping? best, double hope)
    {
        if (best is null || Reserve == 0) return [];
        var model = new NestModel(request.Problem, request.Architecture);
        var first = FreeNest.Of(best.Nest);
        var good = _starts.DistinctBy(Spread).Concat(_starts).Distinct().Take(Good).Select(s => FreeNest.Of(s.Nest)).ToList();
        FreeWalk[] walks = [.. good.Prepend(first).Concat(Enumerable.Repeat(first, Random)).Select((from, i) => new FreeWalk(request, model, from, (ulong)i, cancellation))];
        ForEach(walks[(1 + good.Count)..], w => w.Scatter());
        var rounds = 1 + (int)Math.Ceiling(Math.Log2(walks.Length - 1));
        var stretch = (long)(Reserve * Math.Min(1, hope / Worth)) / Weight / (rounds + 1);
        var left = walks;
        for (var round = 0; round < rounds; round++)
        {
            var before = round;
            ForEach(left, w => w.Run(stretch / left.Length, way => Falling((before + way) / rounds)));
            // The walk from the best mapping is no measure for the others.
            if (round < rounds - 1) left = [walks[0], .. left.Skip(1).OrderBy(w => w.BestKey).Take(left.Length / 2)];
        }

        // On the way mappings equal in the first figure were taken whatever the second.
        var end = left.MinBy(w => w.BestKey)?.Best ?? best;
        var last = new FreeWalk(request, model, FreeNest.Of(end.Nest), (ulong)walks.Length, cancellation);
        last.Run(stretch, Falling, isTied: true);
        Evaluated += walks.Sum(w => w.Evaluated) + last.Evaluated;
        return [.. left.Append(last).Select(w => w.Best).OfType<RankedMapping>()];
    }

    /// <summary>The threshold after a part of a way.</summary>
    public static double Falling(double way) => Threshold / (1L << (int)(way * Stages));

    private void ForEach(FreeWalk[] walks, Action<FreeWalk> run) =>
        Parallel.For(0, walks.Length, new ParallelOptions { MaxDegreeOfParallelism = request.Threads, CancellationToken = cancellation }, i => run(walks[i]));

    /// <summary>What is spread over which axes.</summary>
    public static string Spread(RankedMapping mapping) => string.Join('|', mapping.Nest.Levels.Select(l => string.Join(' ', l.Spatial.Select(s => (s.Axis, s.Dimension)).Distinct().Order())));
}
