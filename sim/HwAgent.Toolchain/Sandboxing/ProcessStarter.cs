using System.Collections.Concurrent;

namespace HwAgent.Toolchain.Sandboxing;

/// <summary>
/// Starts child processes from one thread that lives as long as this process does. The sandbox asks the kernel to be killed when
/// its parent dies, and for the kernel the parent is the starting <em>thread</em>: started from a pool thread, a long run would be
/// killed at the moment the pool retires that thread.
/// </summary>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<Action> Queue = [];

    static ProcessStarter()
    {
        var thread = new Thread(static () =>
        {
            foreach (var start in Queue.GetConsumingEnumerable()) start();
        })
        {
            IsBackground = true,
            Name = "process starter",
        };
        thread.Start();
    }

    /// <summary>Runs <paramref name="start"/> on the starter thread and returns what it returned or threw.</summary>
    public static Task<T> StartAsync<T>(Func<T> start)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add(() =>
        {
            try
            {
                completion.SetResult(start());
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        });
        return completion.Task;
    }
}
