namespace HwAgent.Evals.Runs;

/// <summary>Works on several answers at a time in this process, those that are likely to take longest first.</summary>
/// <param name="runner">Works on one.</param>
/// <param name="concurrency">Answers at a time.</param>
public sealed class LocalExecutor(SampleRunner runner, int concurrency) : ISampleExecutor
{
    public async Task ExecuteAsync(IReadOnlyList<SampleJob> jobs, Action<SampleJob> finished, CancellationToken cancellation)
    {
        // The checkpoints decide the results, so the order of work is free.
        var queue = jobs.OrderByDescending(job => WorkEstimate.Of(job.Problem)).ToList();
        var next = -1;
        var budgetSpent = false;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(concurrency, queue.Count)).Select(_ => Task.Run(WorkAsync, failed.Token))).ConfigureAwait(false);

        async Task WorkAsync()
        {
            try
            {
                while (!Volatile.Read(ref budgetSpent) && Interlocked.Increment(ref next) is var i && i < queue.Count)
                {
                    failed.Token.ThrowIfCancellationRequested();
                    if (await runner.RunAsync(queue[i], failed.Token).ConfigureAwait(false)) finished(queue[i]);
                    else Volatile.Write(ref budgetSpent, true);
                }
            }
            catch
            {
                // An error of ours (no disk, no tool) ends the others too instead of being reported an hour later.
                await failed.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
