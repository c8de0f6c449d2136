namespace HwAgent.Core.Integer;

/// <summary>Work that <see cref="IntegerWorkers.Run{TTask}"/> divides over its threads. A structure, so that handing it out allocates nothing.</summary>
public interface IWorkerTask
{
    /// <summary>Does one thread's share. What is written must not depend on how many shares there are.</summary>
    /// <param name="worker">0 to <paramref name="workers"/> - 1; 0 is the calling thread.</param>
    /// <param name="workers">Threads that take part.</param>
    void Run(int worker, int workers);
}
