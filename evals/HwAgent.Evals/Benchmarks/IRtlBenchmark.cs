using HwAgent.Evaluation.Grading;
using HwAgent.Toolchain;

namespace HwAgent.Evals.Benchmarks;

/// <summary>A benchmark of RTL problems with its own way to lay them out and to judge answers.</summary>
public interface IRtlBenchmark
{
    /// <summary>As results name it, e.g. <c>verilogeval/spec-to-rtl</c> or <c>rtllm</c>.</summary>
    string Name { get; }

    /// <summary>Reads every problem, ordered by id.</summary>
    /// <param name="folder">The user's copy of the official data.</param>
    /// <exception cref="BenchmarkDataException">The folder does not hold this benchmark; the message says what is missing and where it comes from.</exception>
    IReadOnlyList<RtlProblem> Read(string folder);

    /// <summary>The grader that goes with it, errata included.</summary>
    IRtlGrader CreateGrader(RtlTools tools);
}
