using System.Globalization;
using HwAgent.Agent.Reports.Mapping;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
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

    /// <summary>Mappings of a product, with their nests.</summary>
    public static IReadOnlyList<MapFrontPoint> OfProduct(TensorProblem problem, Architecture architecture, LatencyAccount account, int threads, CancellationToken cancellation)
    {
        MapperRequest[] requests = [.. Searches.Select(s => new MapperRequest(problem, architecture, s.Objective) { Slack = s.Slack, Account = account })];
        var found = Searches.Zip(GraphMapper.Search(requests, threads, cancellation)).SelectMany(x => x.Second.Ranked.Concat(x.Second.ParetoFront).Select((mapping, rank) => Point(mapping, rank == 0 ? NameOf(x.First) : null)));
        return Front(found);

        MapFrontPoint Point(RankedMapping mapping, string? foundFor)
        {
            var made = ProductMaps.Operator(problem, architecture, mapping.Nest, mapping.Cost, account);
            return new MapFrontPoint(made.Cycles, made.EnergyPicojoules, made.DramBytes) { FoundFor = foundFor, Nest = made.Nest, NestText = made.NestText };
        }
    }

    /// <summary>Schedules of a workload: those of the searches themselves.</summary>
    /// <param name="plan">The schedule for an objective and a slack.</param>
    /// <param name="threads">Searches at a time.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static IReadOnlyList<MapFrontPoint> OfWorkload(Func<Objective, double, MapOutcome> plan, int threads, CancellationToken cancellation)
    {
        var totals = new MapTotals[Searches.Length];
        Parallel.For(0, Searches.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i => totals[i] = plan(Searches[i].Objective, Searches[i].Slack).Totals);
        return Front(totals.Zip(Searches, (t, s) => new MapFrontPoint(t.Cycles, t.EnergyPicojoules, t.DramBytes) { FoundFor = NameOf(s) }));
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
