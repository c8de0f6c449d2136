namespace HwAgent.Evaluation.Grading;

/// <summary>Judges one answer to a problem by the benchmark's own rule and by ours.</summary>
public interface IRtlGrader
{
    /// <summary>Grades a source text. Whatever the text does is a verdict with findings, never an exception.</summary>
    /// <param name="problem">The task.</param>
    /// <param name="candidate">The answer as a source text; it may be empty or hostile.</param>
    /// <param name="cancellation">Cancels the tools.</param>
    Task<RtlGrade> GradeAsync(RtlProblem problem, string candidate, CancellationToken cancellation);
}
