using System.Globalization;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Evals.Mapper;

/// <summary>How good the mapper's mappings are and how long it takes: any products on any hardware, each objective, with the proof or the gap.</summary>
public static class MapperBenchmark
{
    /// <summary>The products of one layer of a decoder with grouped queries: prefill of a prompt and one step of decoding with a cache as long.</summary>
    public static IReadOnlyList<TensorProblem> DecoderLayer(long tokens, long hidden, long queries, long keys, long headSize, long feedForward)
    {
        return [.. Products("prefill", tokens), .. Products("decode", 1)];

        TensorProblem[] Products(string phase, long rows) =>
        [
            TensorProblem.Gemm($"{phase} q,k,v", rows, (queries + 2 * keys) * headSize, hidden),
            TensorProblem.Gemm($"{phase} q*k", rows, tokens, headSize, heads: queries),
            TensorProblem.Gemm($"{phase} p*v", rows, headSize, tokens, heads: queries),
            TensorProblem.Gemm($"{phase} output", rows, hidden, queries * headSize),
            TensorProblem.Gemm($"{phase} gate,up", rows, 2 * feedForward, hidden),
            TensorProblem.Gemm($"{phase} down", rows, hidden, feedForward),
        ];
    }

    /// <summary>Maps each product to each architecture for each objective.</summary>
    public static IReadOnlyList<MapperRow> Run(IReadOnlyList<TensorProblem> problems, IReadOnlyList<Architecture> architectures, LatencyAccount account, Action<string> progress, CancellationToken cancellation)
    {
        var rows = new List<MapperRow>();
        foreach (var architecture in architectures)
        {
            foreach (var problem in problems)
            {
                foreach (var objective in (ReadOnlySpan<Objective>)[Objective.Latency, Objective.Energy, Objective.Edp])
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress($"{problem.Name} on {architecture.Name}, {objective}");
                    var before = Environment.CpuUsage.TotalTime;
                    var result = GemmMapper.Search(new MapperRequest(problem, architecture, objective) { Account = account }, cancellation);
                    var spent = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
                    if (result.Ranked is not [var best, ..]) continue;
                    var cycles = account == LatencyAccount.Full ? best.Cost.LatencyCycles : best.Cost.SteadyCycles;
                    var product = $"{problem.Name} {string.Join('x', problem.Dimensions.Select(d => d.Size))}";
                    rows.Add(new MapperRow(product, architecture.Name, objective.ToString(), cycles, best.Cost.EnergyPicojoules, best.Cost.DramBits / 8.0, result.IsOptimal, result.Gap, result.Considered, spent));
                }
            }
        }

        return rows;
    }

    /// <summary>The rows as a Markdown table.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<MapperRow> rows) =>
    [
        "| Product | Hardware | Objective | Cycles | Energy, uJ | DRAM, bytes | Proven | Gap | Considered | Processor ms | Considered a second |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        .. rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"| {r.Product} | {r.Hardware} | {r.Objective} | {r.Cycles:N0} | {r.EnergyPicojoules / 1e6:N2} | {r.DramBytes:N0} | {(r.IsOptimal ? "yes" : "no")} | {r.Gap:P2} | {r.Considered:N0} | {r.CpuMilliseconds:N1} | {r.ConsideredPerSecond:N0} |")),
    ];
}
