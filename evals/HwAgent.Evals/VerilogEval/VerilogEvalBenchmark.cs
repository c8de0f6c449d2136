using HwAgent.Core.Diagnostics;
using HwAgent.Evals.Benchmarks;
using HwAgent.Evaluation.Grading;
using HwAgent.Toolchain;

namespace HwAgent.Evals.VerilogEval;

/// <summary>VerilogEval (arXiv 2309.07544 and 2408.11053), both versions, from https://github.com/NVlabs/verilog-eval.</summary>
public sealed class VerilogEvalBenchmark : IRtlBenchmark
{
    private readonly VerilogEvalSet set;

    /// <param name="set">Name of a set, see <see cref="VerilogEvalSet.All"/>.</param>
    /// <exception cref="ArgumentException">There is no such set.</exception>
    public VerilogEvalBenchmark(string set) => this.set = VerilogEvalSet.All.FirstOrDefault(known => known.Name == set)
        ?? throw new ArgumentException($"VerilogEval has no set '{set}'; it has {string.Join(", ", VerilogEvalSet.All.Select(static known => known.Name))}.", nameof(set));

    public string Name => "verilogeval/" + set.Name;

    /// <inheritdoc/>
    public IReadOnlyList<RtlProblem> Read(string folder) => set.Descriptions is null ? ProblemFolder.Read(folder, set) : ProblemLines.Read(folder, set);

    public IRtlGrader CreateGrader(RtlTools tools) => new TestbenchGrader(tools, set.Rule, ErrataFile.For(Name));

    /// <summary>The first of some places where data may lie below what the user named.</summary>
    internal static string Locate(string folder, IEnumerable<string> places, string what, Func<string, bool> exists)
    {
        if (places.Select(place => Path.GetFullPath(Path.Combine(folder, place))).FirstOrDefault(exists) is { } found) return found;
        throw Missing(folder, $"{what} is not in this folder.", "name a copy of https://github.com/NVlabs/verilog-eval (branch main for version 2, release/1.0.0 for version 1)");
    }

    internal static BenchmarkDataException Missing(string file, string message, string advice, int? line = null) =>
        new(new Diagnostic("benchmark", DiagnosticSeverity.Error, "benchmark.data", message) { File = file, Line = line, Advice = advice });
}
