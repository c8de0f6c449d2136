using Google.OrTools.Sat;
using HwAgent.Core.Compression;

namespace HwAgent.Models.Allocation;

/// <summary>
/// The exact answer, by the CP-SAT solver of OR-Tools with one worker and a fixed seed, so that it is the same every time. Losses become integers with
/// <see cref="LossDigits"/> bits for the largest possible total, which is as exact as they are measured. It stands here and not in HwAgent.Core because the
/// solver's native library would otherwise lie beside every program.
/// </summary>
public sealed class ExactAllocator : IBitAllocator
{
    private const int LossDigits = 40;

    /// <summary>In the solver's own deterministic seconds, which do not depend on the machine: a bound for problems of many thousand channel groups.</summary>
    private const double DeterministicSeconds = 60;

    /// <summary>The exact allocation; where the time limit ends the search, the best one found, which is never worse than the greedy one.</summary>
    /// <exception cref="ArgumentException">The problem has no answer.</exception>
    public HwAgent.Core.Compression.Allocation Solve(AllocationProblem problem)
    {
        var greedy = new GreedyAllocator().Solve(problem);
        var largest = problem.Items.Sum(options => options.Max(option => Math.Abs(option.Loss)));
        if (largest == 0 || problem.Items.Count == 0) return greedy;
        var scale = Math.ScaleB(1, LossDigits) / largest;

        var model = new CpModel();
        var cost = LinearExpr.NewBuilder();
        var loss = LinearExpr.NewBuilder();
        var chosen = new BoolVar[problem.Items.Count][];
        for (var i = 0; i < chosen.Length; i++)
        {
            var options = problem.Items[i];
            chosen[i] = [.. options.Select((_, k) => model.NewBoolVar($"{i}:{k}"))];
            model.AddExactlyOne(chosen[i]);
            for (var k = 0; k < options.Count; k++)
            {
                cost.AddTerm(chosen[i][k], options[k].Cost);
                loss.AddTerm(chosen[i][k], (long)Math.Round(options[k].Loss * scale));
                model.AddHint(chosen[i][k], greedy.Choices[i] == k ? 1 : 0);
            }
        }

        model.AddLinearConstraint(cost, 0, problem.Budget);
        model.Minimize(loss);
        var solver = new CpSolver { StringParameters = $"num_workers:1,random_seed:1,max_deterministic_time:{DeterministicSeconds}" };
        if (solver.Solve(model) is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible)) return greedy;
        var found = problem.Evaluate([.. chosen.Select(options => Array.FindIndex(options, option => solver.BooleanValue(option)))]);
        return found.Loss <= greedy.Loss ? found : greedy;
    }
}
