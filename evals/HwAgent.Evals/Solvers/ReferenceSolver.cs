using HwAgent.Agent.Solving;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Solvers;

/// <summary><c>--model reference</c>: hands in the benchmark's own solution under the name that is asked for. What it scores is the most that the benchmark allows.</summary>
public sealed class ReferenceSolver(RtlProblem problem) : ISolver
{
    public const string Name = "reference";

    public string Strategy => SolverNames.None;

    public Task<Solution> SolveAsync(RtlTask task, int sample, CancellationToken cancellation) =>
        FixedSolution.Of(Name, ReferenceAnswer.Of(problem));
}
