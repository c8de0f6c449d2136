namespace HwAgent.Agent.Solving;

/// <summary>A way of working on a task: one request, a repair loop, ranking of samples, a cascade of models.</summary>
public interface ISolver
{
    /// <summary><c>single</c>, <c>loop</c>, <c>sample-rank</c> or <c>cascade</c>.</summary>
    string Strategy { get; }

    /// <summary>Works on one task. Trouble with a model is part of the solution, never an exception.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="sample">0-based number of this independent try; together with the task it seeds every random choice.</param>
    /// <param name="cancellation">Cancels models and tools.</param>
    Task<Solution> SolveAsync(RtlTask task, int sample, CancellationToken cancellation);
}
