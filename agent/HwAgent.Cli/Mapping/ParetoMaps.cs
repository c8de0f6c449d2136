using System.Globalization;
using HwAgent.Agent.Reports.Mapping;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Cli.Mapping;

/// <summary>
/// What can be traded for what: searches for the least latency, the least energy, their product, and for the one within some slack of the other. Of what they find, that
/// is kept which nothing beats in cycles, energy and DRAM traffic at once.
/// </summary>
internal static class ParetoMaps
{
    private static readonly (Objective Objective, double Slack)[] Searches =
        [(Objective.Latency, 0), (Objective.Latency, 0.01), (Objective.Latency, 0.05), (Objective.Latency, 0.2), (Objective.Edp, 0), (Objective.Energy, 0.2), (Objective.Energy, 0.05), (Objective.Energy, 0.01), (Objective.Energy, 0)];

    /// <summary>The searches for the front of a product.</summary>
    /// <param name="main">The search for its best mapping.</param>
    public static IEnumerable<MapperRequest> Requests(MapperRequest main) => Searches.Select(s => main with { Objective = s.Objective, Slack = s.Slack });

    /// <summary>The front of what searches for a product found, with the nests.</summary>
    public static IReadOnlyList<MapFrontPoint> OfProduct(IEnumerable<(MapperRequest Request, MapperResult Result)> results)
    {
        return Front(results.SelectMany(r => r.Result.Ranked.Concat(r.Result.ParetoFront).Select((mapping, rank) => Point(r.Request, mapping, rank == 0 ? NameOf((r.Request.Objective, r.Request.Slack)) : null))));

        static MapFrontPoint Point(MapperRequest request, RankedMapping mapping, string? foundFor)
        {
            var made = ProductMaps.Operator(request.Problem, request.Architecture, mapping.Nest, mapping.Cost, request.Account);
            return new MapFrontPoint(made.Cycles, made.EnergyPicojoules, made.DramBytes) { FoundFor = foundFor, Nest = made.Nest, NestText = made.NestText };
        }
    }

    /// <summary>The front of a workload's schedules: those of the searches themselves.</summary>
    /// <param name="main">What the schedule at hand was planned for.</param>
    /// <param name="totals">Its totals.</param>
    /// <param name="plan">The schedule for another objective and slack.</param>
    /// <param name="planned">Told how many schedules there are, and of how many; from any thread.</param>
    /// <param name="threads">Searches at a time.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static IReadOnlyList<MapFrontPoint> OfWorkload((Objective Objective, double Slack) main, MapTotals totals, Func<Objective, double, MapOutcome> plan, Action<int, int> planned, int threads, CancellationToken cancellation)
    {
        (Objective Objective, double Slack)[] others = [.. Searches.Where(s => s != main)];
        var found = new MapTotals[others.Length];
        var done = 0;
        planned(done, others.Length);
        Parallel.For(0, others.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
        {
            found[i] = plan(others[i].Objective, others[i].Slack).Totals;
            planned(Interlocked.Increment(ref done), others.Length);
        });
        return Front(others.Zip(found).Prepend((main, totals)).Select(x => new MapFrontPoint(x.Item2.Cycles, x.Item2.EnergyPicojoules, x.Item2.DramBytes) { FoundFor = NameOf(x.Item1) }));
    }

    /// <summary>What none of the others beats, by rising cycles; equals once, with all that they were found for.</summary>
    public static List<MapFrontPoint> Front(IEnumerable<MapFrontPoint> found)
    {
        MapFrontPoint[] points =
        [
            .. found.GroupBy(p => (p.Cycles, p.EnergyPicojoules, p.DramBytes))
                .Select(equals => equals.First() with { FoundFor = equals.Select(p => p.FoundFor).OfType<string>().Distinct().ToArray() is { Length: > 0 } names ? string.Join(", ", names) : null })
                .OrderBy(p => p.Cycles).ThenBy(p => p.EnergyPicojoules).ThenBy(p => p.DramBytes),
        ];
        var front = new List<MapFrontPoint>();
        // Sorted, a point is beaten by earlier ones alone.
        foreach (var point in points)
        {
            if (!front.Any(f => f.EnergyPicojoules <= point.EnergyPicojoules && f.DramBytes <= point.DramBytes)) front.Add(point);
        }

        return front;
    }

    private static string NameOf((Objective Objective, double Slack) search)
    {
        var name = search.Objective.ToString().ToLowerInvariant();
        return search.Slack == 0 ? name : $"{name} within {search.Slack.ToString("P0", CultureInfo.InvariantCulture)}";
    }
}
