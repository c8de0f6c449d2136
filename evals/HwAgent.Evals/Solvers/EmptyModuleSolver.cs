using HwAgent.Agent.Solving;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Solvers;

/// <summary><c>--model null</c>: a module with the right ports and nothing in it. A grader that passes it judges nothing.</summary>
public sealed class EmptyModuleSolver(RtlProblem problem) : ISolver
{
    public const string Name = "null";

    public string Strategy => SolverNames.None;

    public Task<Solution> SolveAsync(RtlTask task, int sample, CancellationToken cancellation) =>
        FixedSolution.Of(Name, ModuleText.Empty(problem.Reference, problem.ReferenceModule, problem.Module));
}
