namespace HwAgent.Evals.Runs;

/// <summary>Where answers are worked on: in this process, or as jobs of a cluster. Both leave the same checkpoints.</summary>
public interface ISampleExecutor
{
    /// <summary>Works on answers until all are finished, a budget is spent or the run is cancelled.</summary>
    /// <param name="jobs">What is not finished yet.</param>
    /// <param name="finished">Told of each finished answer, from any thread.</param>
    /// <param name="cancellation">Ends the work; finished answers stay.</param>
    Task ExecuteAsync(IReadOnlyList<SampleJob> jobs, Action<SampleJob> finished, CancellationToken cancellation);
}
