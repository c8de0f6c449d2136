using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Runs;

/// <summary>One answer that is to be given and graded.</summary>
/// <param name="Problem">The task.</param>
/// <param name="Sample">0-based number of the try.</param>
public sealed record SampleJob(RtlProblem Problem, int Sample)
{
    /// <summary>Last part of the problem's name, <c>_sample</c> and the 1-based number in two digits: as VerilogEval names its files.</summary>
    public string Name => SampleName(Problem.Id, Sample);

    public static string SampleName(string problem, int sample) => $"{problem[(problem.LastIndexOf('/') + 1)..]}_sample{sample + 1:00}";
}
