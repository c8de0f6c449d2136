using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Repair;

/// <summary>Grades the samples of a task as that task.</summary>
/// <param name="grader">The grader of the tasks.</param>
internal sealed class OriginalTaskGrader(IRtlGrader grader) : IRtlGrader
{
    public Task<RtlGrade> GradeAsync(RtlProblem problem, string candidate, CancellationToken cancellation) =>
        grader.GradeAsync(problem with { Id = RepairBenchmark.OriginalId(problem.Id) }, candidate, cancellation);
}
