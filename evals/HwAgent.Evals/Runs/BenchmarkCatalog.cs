using HwAgent.Evals.Benchmarks;

namespace HwAgent.Evals.Runs;

/// <summary>Every RTL benchmark by the name that results carry.</summary>
public static class BenchmarkCatalog
{
    private static readonly IReadOnlyList<IRtlBenchmark> All = [];

    /// <exception cref="ArgumentException">No such benchmark.</exception>
    public static IRtlBenchmark Create(string name) =>
        All.FirstOrDefault(benchmark => benchmark.Name == name) ?? throw new ArgumentException($"there is no benchmark {name}", nameof(name));
}
