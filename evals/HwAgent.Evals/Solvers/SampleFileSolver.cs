using HwAgent.Agent.Solving;
using HwAgent.Evals.Runs;

namespace HwAgent.Evals.Solvers;

/// <summary>
/// <c>--model file:DIR</c>: answers that were written before, in the layout of VerilogEval's own runs
/// (<c>DIR/PROBLEM/PROBLEM_sampleNN.sv</c>) or flat (<c>DIR/PROBLEM.sv</c>, one answer). A missing file is an answer without code.
/// </summary>
public sealed class SampleFileSolver(string folder) : ISolver
{
    /// <summary>Beyond this no answer is read: it is no answer, and would only fill the memory.</summary>
    private const long MaximumBytes = 16 << 20;

    public string Strategy => SolverNames.None;

    public async Task<Solution> SolveAsync(RtlTask task, int sample, CancellationToken cancellation)
    {
        var path = Find(folder, task.Id, sample);
        if (path is null) return await FixedSolution.Of("file", null).ConfigureAwait(false);
        if (new FileInfo(path).Length > MaximumBytes) throw new EvalFileException(path, null, $"the file is larger than {MaximumBytes >> 20} MiB", "no answer to a benchmark problem is; remove the file");
        return await FixedSolution.Of("file", await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>The file of an answer; null when there is none.</summary>
    public static string? Find(string folder, string problem, int sample)
    {
        var name = SampleJob.SampleName(problem, sample);
        var last = problem[(problem.LastIndexOf('/') + 1)..];
        string[] nested = [Path.Combine(folder, problem, name + ".sv"), Path.Combine(folder, problem, name + ".v")];
        string[] flat = sample > 0 ? [] : [Path.Combine(folder, problem + ".sv"), Path.Combine(folder, problem + ".v"), Path.Combine(folder, last + ".sv"), Path.Combine(folder, last + ".v")];
        return nested.Concat(flat).FirstOrDefault(File.Exists);
    }
}
