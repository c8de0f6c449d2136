using System.Globalization;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Evals.Mapper;

/// <summary>Mappings a second that one core costs, by account of latency. What a search takes to lay its space out is no part of it; <see cref="MapperBenchmark"/> counts it in.</summary>
public static class RateBenchmark
{
    /// <summary>Distinct mappings of a product, costed over and over: more than the caches of a core hold.</summary>
    private const int Distinct = 10_000;

    /// <summary>Steady costs for each exact one, so that both take some time.</summary>
    private const int SteadyForFull = 20;

    /// <summary>A row for each product on each architecture.</summary>
    /// <param name="problems">Products.</param>
    /// <param name="architectures">Hardware.</param>
    /// <param name="costs">Steady costs of each; at least 1.</param>
    /// <param name="seed">Of the mappings.</param>
    /// <param name="progress">Told what is at hand.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static IReadOnlyList<RateRow> Run(IReadOnlyList<TensorProblem> problems, IReadOnlyList<Architecture> architectures, int costs, ulong seed, Action<string> progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(costs, 1);
        ArgumentNullException.ThrowIfNull(progress);
        var rows = new List<RateRow>();
        foreach (var architecture in architectures)
        {
            foreach (var problem in problems)
            {
                progress($"{problem.Name} on {architecture.Name}");
                var sample = new SpaceSample(problem, architecture, Math.Min(costs, Distinct), seed);
                if (sample.Count == 0) continue;
                var model = new NestModel(problem, architecture);
                var exact = Math.Max(1, costs / SteadyForFull);
                // Once before: compiling the code is no part of its time.
                Time(Math.Min(costs, Distinct), i => sample.Cost(i % sample.Count).Cycles, cancellation);
                Time(Math.Min(exact, Distinct / SteadyForFull), i => model.Evaluate(sample.Nest(i % sample.Count)).LatencyCycles, cancellation);
                var steady = Time(costs, i => sample.Cost(i % sample.Count).Cycles, cancellation);
                var full = Time(exact, i => model.Evaluate(sample.Nest(i % sample.Count)).LatencyCycles, cancellation);
                rows.Add(new RateRow(string.Join('x', problem.Dimensions.Select(d => d.Size)), architecture.Name, sample.Count, costs, steady, exact, full));
            }
        }

        return rows;
    }

    /// <summary>The rows as a Markdown table, and the rate of all together.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<RateRow> rows) =>
    [
        "| Product | Hardware | Mappings | Steady account, a second and core | With exact fill, drain and stalls |",
        "|---|---|---|---|---|",
        .. rows.Select(r => Line(r.Product, r.Hardware, r.Distinct, r.SteadyPerSecond, r.FullPerSecond)),
        Line("all", "", rows.Sum(r => r.Distinct), rows.Sum(r => r.Steady) / rows.Sum(r => r.SteadyMilliseconds) * 1000, rows.Sum(r => r.Full) / rows.Sum(r => r.FullMilliseconds) * 1000),
    ];

    private static string Line(string product, string hardware, int distinct, double steady, double full) =>
        string.Create(CultureInfo.InvariantCulture, $"| {product} | {hardware} | {distinct:N0} | {steady:N0} | {full:N0} |");

    /// <summary>Processor time in milliseconds. The sum is checked so that nothing can be left out.</summary>
    private static double Time(int costs, Func<int, double> cost, CancellationToken cancellation)
    {
        var before = Environment.CpuUsage.TotalTime;
        var sum = 0.0;
        for (var i = 0; i < costs; i++)
        {
            if (i % 1000 == 0) cancellation.ThrowIfCancellationRequested();
            sum += cost(i);
        }

        if (!double.IsFinite(sum)) throw new InvalidOperationException("A mapping that fits has no finite cost.");
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }
}
