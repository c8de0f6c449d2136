using System.Diagnostics;
using System.Globalization;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Evals.Search;

/// <summary>How fast the expert searches: the whole default space, on one thread and on two.</summary>
public static class SearchBenchmark
{
    private static readonly (string Preset, WorkloadOptions Options, Budget Budget)[] Cases =
    [
        ("vit-b16", new WorkloadOptions(), new Budget { AreaGateEquivalents = 800_000, OnChipKib = 256 }),
        ("llama3-8b", new WorkloadOptions(SequenceLength: 512, Phase: Phases.Prefill), new Budget { AreaGateEquivalents = 2_000_000, OnChipKib = 512 }),
        ("llama3-8b", new WorkloadOptions(ContextLength: 2048, Phase: Phases.Decode), new Budget { AreaGateEquivalents = 2_000_000, OnChipKib = 512 }),
    ];

    public static IReadOnlyList<SearchRow> Run(Action<string> progress, CancellationToken cancellation)
    {
        var rows = new List<SearchRow>();
        foreach (var threads in (int[])[1, 2])
        {
            foreach (var (preset, options, budget) in Cases)
            {
                var workload = WorkloadBuilder.Build(WorkloadPresets.Get(preset), options);
                progress($"{preset} {workload.Phase}, {threads} thread(s)");
                var request = new SearchRequest { Tasks = GemmTasks.Of(workload, 8), Budget = budget, Threads = threads };
                var clock = Stopwatch.StartNew();
                var found = ExpertSearch.Run(request, cancellation);
                rows.Add(new SearchRow($"{preset} {workload.Phase}", threads, clock.Elapsed.TotalSeconds, found.PointsConsidered, found.PointsExact, found.Best[0].LatencyCycles));
            }
        }

        return rows;
    }

    /// <summary>The rows as a Markdown table.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<SearchRow> rows) =>
    [
        "| Workload | Threads | Seconds | Design points | Computed exactly | Points a second | Cycles of the best |",
        "|---|---|---|---|---|---|---|",
        .. rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"| {r.Workload} | {r.Threads} | {r.Seconds:0.0} | {r.PointsConsidered:N0} | {r.PointsExact:N0} | {r.PointsPerSecond:N0} | {r.LatencyCycles:N0} |")),
    ];
}
