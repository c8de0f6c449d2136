using HwAgent.Agent.Solving;
using HwAgent.Evals.Benchmarks;
using HwAgent.Evals.Repair;
using HwAgent.Evals.Rtllm;
using HwAgent.Evals.VerilogEval;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Runs;

/// <summary>Every RTL benchmark by the name that results carry.</summary>
public static class BenchmarkCatalog
{
    private static readonly IReadOnlyList<Func<IRtlBenchmark>> All =
    [
        .. VerilogEvalSet.All.Select(set => new Func<IRtlBenchmark>(() => new VerilogEvalBenchmark(set.Name))),
        () => new RtllmBenchmark(),
        () => new RepairBenchmark(),
    ];

    /// <exception cref="ArgumentException">No such benchmark.</exception>
    public static IRtlBenchmark Create(string name) =>
        All.Select(create => create()).FirstOrDefault(benchmark => benchmark.Name == name) ?? throw new ArgumentException($"there is no benchmark {name}", nameof(name));

    /// <summary>What a solver is told of a problem that the benchmark has read; with the faulty module where there is one to mend.</summary>
    public static Func<RtlProblem, RtlTask> TaskOf(IRtlBenchmark benchmark) => problem =>
        new RtlTask(problem.Id, problem.Prompt, problem.Module, problem.Header) { Faulty = (benchmark as RepairBenchmark)?.Faulty(problem) };
}
