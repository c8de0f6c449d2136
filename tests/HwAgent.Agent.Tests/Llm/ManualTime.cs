using System.Collections.Concurrent;

namespace HwAgent.Agent.Tests.Llm;

/// <summary>
/// A clock that a test moves. Timers up to <see cref="LongestPause"/>, the pauses between attempts, pass at once and are noted;
/// longer ones, the time limits, fire when the test advances the clock to them.
/// </summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly ConcurrentDictionary<Timer, long> _held = new();
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan by)
    {
        var now = Interlocked.Add(ref _ticks, by.Ticks);
        foreach (var (timer, due) in _held)
        {
            if (due <= now && _held.TryRemove(timer, out _)) timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback(state));

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time._held.TryRemove(this, out _);
            if (dueTime < TimeSpan.Zero) return true;
            if (dueTime > time.LongestPause)
            {
                time._held[this] = time.GetTimestamp() + dueTime.Ticks;
                return true;
            }

            time.Pauses.Enqueue(dueTime);
            time.Advance(dueTime);
            Fire();
            return true;
        }

        public void Dispose() => time._held.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
