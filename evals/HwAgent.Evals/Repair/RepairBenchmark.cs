using System.Text.RegularExpressions;
using HwAgent.Agent.Solving;
using HwAgent.Evals.Benchmarks;
using HwAgent.Evals.VerilogEval;
using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.Probing;
using HwAgent.Toolchain;

namespace HwAgent.Evals.Repair;

/// <summary>
/// Faulty modules that language models wrote for VerilogEval 1, each with a tool's log: the data of RTLFixer (arXiv 2311.16543), from
/// https://github.com/NVlabs/RTLFixer. A solver starts from the module and its log; what it hands in is judged as any answer to the task.
/// </summary>
public sealed partial class RepairBenchmark : IRtlBenchmark
{
    private const string Module = "top_module";
    private readonly string? problemsFolder;
    private IReadOnlyDictionary<string, FaultyRtl>? faulty;

    /// <param name="problemsFolder">The user's copy of VerilogEval 1, whose tasks and testbenches are taken; null for those that each line itself carries.</param>
    public RepairBenchmark(string? problemsFolder = null) => this.problemsFolder = problemsFolder;

    public string Name => "repair";

    /// <inheritdoc/>
    /// <param name="folder">A file of faulty modules, a JSON object a line.</param>
    public IReadOnlyList<RtlProblem> Read(string folder) => [.. ReadFaulty(folder).Select(static sample => sample.Problem)];

    /// <summary>Reads every faulty module, ordered by id.</summary>
    /// <param name="file">A JSON object a line with <c>task_id</c>, <c>index</c>, <c>solution</c>, and <c>compiler_error</c> or <c>simulate_error</c>.</param>
    /// <exception cref="BenchmarkDataException">The file or one of its lines is not that.</exception>
    public IReadOnlyList<FaultyProblem> ReadFaulty(string file)
    {
        var tasks = problemsFolder is null ? null : new VerilogEvalBenchmark(VerilogEvalSet.V1Human.Name).Read(problemsFolder).ToDictionary(static problem => problem.Id);
        var samples = new SortedDictionary<string, FaultyProblem>(StringComparer.Ordinal);
        foreach (var line in FaultyLine.Read(file))
        {
            var sample = Sample(line, tasks);
            if (!samples.TryAdd(sample.Problem.Id, sample)) throw line.Wrong($"The sample {sample.Problem.Id} is in the file twice.");
        }

        faulty = samples.Values.ToDictionary(static sample => sample.Problem.Id, static sample => sample.Faulty);
        return [.. samples.Values];
    }

    /// <summary>Where the repair of a problem starts.</summary>
    /// <exception cref="InvalidOperationException">The problem is none of those that were read last.</exception>
    public FaultyRtl Faulty(RtlProblem problem) =>
        faulty?.GetValueOrDefault(problem.Id) ?? throw new InvalidOperationException($"{problem.Id} has not been read.");

    /// <summary>The grader of the tasks. Samples of one task share its baseline and its errata.</summary>
    public IRtlGrader CreateGrader(RtlTools tools) => new OriginalTaskGrader(new VerilogEvalBenchmark(VerilogEvalSet.V1Human.Name).CreateGrader(tools));

    /// <summary>The id of a sample's task: the number of the sample is behind the last <c>_</c>.</summary>
    internal static string OriginalId(string id) => id[..id.LastIndexOf('_')];

    private static FaultyProblem Sample(FaultyLine line, Dictionary<string, RtlProblem>? tasks)
    {
        var id = line.Field("task_id");
        if (!PlainId().IsMatch(id)) throw line.Wrong($"task_id '{id}' is no plain name.");
        RtlProblem? task;
        if (tasks is null) task = Carried(line, id);
        else if (!tasks.TryGetValue(id, out task)) throw line.Wrong($"The task {id} is not among the problems of VerilogEval 1.");

        var code = line.Field("solution");
        // Some models repeat the header, others go on behind it.
        if (!ModuleInterface.ModulesOf(code).Contains(Module)) code = task.Header + "\n" + code;
        var (kind, log) = (line.Optional("compiler_error"), line.Optional("simulate_error")) switch
        {
            ({ Length: > 0 } compiler, _) => (FaultKind.Compile, compiler),
            (_, { Length: > 0 } simulator) => (simulator.Contains("timed out", StringComparison.Ordinal) ? FaultKind.TimedOut : FaultKind.Mismatch, simulator),
            _ => throw line.Wrong("The line has neither a compiler_error nor a simulate_error."),
        };
        int? mismatches = Mismatches().Match(log) is { Success: true } match ? int.Parse(match.Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture) : null;
        return new FaultyProblem(task with { Id = $"{id}_{line.Index("index")}" }, id, new FaultyRtl(code, log), kind, mismatches);
    }

    /// <summary>The task as the line itself holds it.</summary>
    private static RtlProblem Carried(FaultyLine line, string id)
    {
        var header = line.Field("prompt");
        return new RtlProblem
        {
            Id = id,
            Prompt = line.Field("detail_description"),
            Header = header,
            Module = Module,
            Reference = header + "\n" + line.Field("canonical_solution"),
            ReferenceModule = Module,
            Testbench = line.Field("test"),
            TestbenchTop = "tb",
        };
    }

    [GeneratedRegex(@"^[A-Za-z0-9_\-]{1,80}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainId();

    [GeneratedRegex(@"Mismatches: (?<count>[0-9]{1,9}) in [0-9]+ samples", RegexOptions.CultureInvariant)]
    private static partial Regex Mismatches();
}
