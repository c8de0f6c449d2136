using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Simulation;

/// <summary>The sandboxes that <see cref="IcarusBench"/> keeps running: as many as there were jobs at once, for each set of limits.</summary>
internal sealed class BenchSessions(ToolRunner runner)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ResourceLimits, Stack<BenchSession>> idle = [];

    public async Task<T> RunAsync<T>(CheckedDesign design, IReadOnlyDictionary<string, byte[]> inputs, ResourceLimits limits, Func<JobFolder, int, string?, T> collect, CancellationToken cancellationToken)
    {
        var session = Take(limits);
        try
        {
            return await session.RunAsync(design, inputs, limits.WallTime, collect, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Return(session, limits);
        }
    }

    private BenchSession Take(ResourceLimits limits)
    {
        lock (gate)
        {
            while (idle.TryGetValue(limits, out var sessions) && sessions.TryPop(out var session))
            {
                if (session.IsUsable) return session;
                session.Dispose();
            }
        }

        return new BenchSession(runner, limits);
    }

    private void Return(BenchSession session, ResourceLimits limits)
    {
        if (!session.IsUsable)
        {
            session.Dispose();
            return;
        }

        lock (gate)
        {
            if (!idle.TryGetValue(limits, out var sessions)) idle[limits] = sessions = new Stack<BenchSession>();
            sessions.Push(session);
        }
    }
}
