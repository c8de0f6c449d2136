using System.Diagnostics;
using System.Globalization;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Evals.Search;

/// <summary>How fast the expert searches: the whole default space, with the memory of a usual budget and with next to none, on one thread and on two; and how far what it returns may be above the best, for each objective.</summary>
public static class SearchBenchmark
{
    /// <summary>So little that products are cut into millions of steps.</summary>
    private const double TinyKib = 4;

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
                foreach (var kib in (double[])[budget.OnChipKib!.Value, TinyKib]) Add(Objective.Latency, preset, options, budget with { OnChipKib = kib }, threads);
            }
        }

        foreach (var objective in (Objective[])[Objective.Energy, Objective.Edp])
        {
            foreach (var (preset, options, budget) in Cases) Add(objective, preset, options, budget, threads: 1);
        }

        return rows;

        void Add(Objective objective, string preset, WorkloadOptions options, Budget budget, int threads)
        {
            var workload = WorkloadBuilder.Build(WorkloadPresets.Get(preset), options);
            progress($"{preset} {workload.Phase}, {objective}, {budget.OnChipKib:0} KiB, {threads} thread(s)");
            var request = new SearchRequest { Tasks = GemmTasks.Of(workload, 8), Budget = budget, Objective = objective, Threads = threads };
            var (clock, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var found = ExpertSearch.Run(request, cancellation);
            rows.Add(new SearchRow(
                $"{preset} {workload.Phase}", objective, budget.OnChipKib!.Value, threads, clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
                found.PointsConsidered, found.PointsExact, found.Best[0].LatencyCycles, found.Best[0].EnergyPicojoules, found.Proof?.Gap));
        }
    }

    /// <summary>The rows as a Markdown table.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<SearchRow> rows) =>
    [
        "| Workload | Objective | On-chip KiB | Threads | Seconds | Processor seconds | Design points | Computed exactly | Points a second and core | Cycles of the best | mJ of the best | Gap over all arrays |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
        .. rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"| {r.Workload} | {r.Objective} | {r.OnChipKib:0} | {r.Threads} | {r.Seconds:0.00} | {r.CpuSeconds:0.00} | {r.PointsConsidered:N0} | {r.PointsExact:N0} | {r.PointsPerCoreSecond:N0} | {r.LatencyCycles:N0} | {r.EnergyPicojoules * 1e-9:0.000} | {(r.Gap is { } gap ? $"{100 * gap:0.0000} %" : "")} |")),
    ];
}
