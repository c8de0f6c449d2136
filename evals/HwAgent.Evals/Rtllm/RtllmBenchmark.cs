using System.Collections.Frozen;
using HwAgent.Core.Diagnostics;
using HwAgent.Evals.Benchmarks;
using HwAgent.Evals.VerilogEval;
using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.SelfChecking;
using HwAgent.Toolchain;

namespace HwAgent.Evals.Rtllm;

/// <summary>
/// RTLLM 2.0 (arXiv 2308.05345 and 2503.15112), from https://github.com/hkust-zhiyao/RTLLM: 50 designs in folders nested by category, each with its own
/// testbench. See <see cref="BannerRule"/> for the official verdict and <see cref="SelfCheckingGrader"/> for the strict one.
/// </summary>
public sealed class RtllmBenchmark : IRtlBenchmark
{
    /// <summary>
    /// Designs whose description fixes every output at every instant: combinational arithmetic with one right result, and machines
    /// described by the edge. Two of them leave inputs open that their testbenches do not give (digits above 9, a divisor of 0), one the
    /// time before its reset. All other designs leave something open under the stimulus itself: the latency of a pipeline, a value that is
    /// not valid, flags outside the operations that set them.
    /// </summary>
    private static readonly FrozenDictionary<string, ComparisonScope> Scopes = new Dictionary<string, ComparisonScope>
    {
        ["adder_8bit"] = ComparisonScope.AnyStimulus,
        ["adder_16bit"] = ComparisonScope.AnyStimulus,
        ["adder_32bit"] = ComparisonScope.AnyStimulus,
        ["comparator_3bit"] = ComparisonScope.AnyStimulus,
        ["comparator_4bit"] = ComparisonScope.AnyStimulus,
        ["multi_8bit"] = ComparisonScope.AnyStimulus,
        ["fsm"] = ComparisonScope.AnyStimulus,
        ["pe"] = ComparisonScope.AnyStimulus,
        ["adder_bcd"] = ComparisonScope.Stimulus,
        ["div_16bit"] = ComparisonScope.Stimulus,
        ["JC_counter"] = ComparisonScope.Stimulus,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public string Name => "rtllm";

    /// <inheritdoc/>
    public IReadOnlyList<RtlProblem> Read(string folder)
    {
        if (!Directory.Exists(folder)) throw Missing(folder, "The folder does not exist.");
        var descriptions = Directory.EnumerateFiles(folder, DesignFolder.Description, new EnumerationOptions { RecurseSubdirectories = true }).Order(StringComparer.Ordinal).ToArray();
        if (descriptions.Length == 0) throw Missing(folder, $"No folder at any depth holds a {DesignFolder.Description}.");
        var problems = descriptions.Select(path => DesignFolder.Read(folder, Path.GetDirectoryName(path)!)).OrderBy(static problem => problem.Id, StringComparer.Ordinal).ToArray();
        return problems.GroupBy(static problem => problem.Id).FirstOrDefault(static group => group.Count() > 1) is { } twice
            ? throw Missing(folder, $"The design {twice.Key} is there more than once: in {string.Join(" and ", twice.Select(static problem => problem.Category))}.")
            : problems;
    }

    public IRtlGrader CreateGrader(RtlTools tools) => new SelfCheckingGrader(tools, new BannerRule(), BannerRule.Limit, ErrataFile.For(Name), Scopes);

    internal static BenchmarkDataException Missing(string file, string message) =>
        new(new Diagnostic("benchmark", DiagnosticSeverity.Error, "benchmark.data", message) { File = file, Advice = "name a copy of https://github.com/hkust-zhiyao/RTLLM (version 2.0)" });
}
