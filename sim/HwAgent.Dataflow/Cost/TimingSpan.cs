namespace HwAgent.Dataflow.Cost;

/// <summary>What some instructions take, counted as <see cref="TimingModel"/> does.</summary>
internal readonly record struct TimingSpan(long Cycles, long BusyCycles, long ReadBeats, long WriteBeats, long Instructions)
{
    public static TimingSpan operator +(in TimingSpan a, in TimingSpan b) =>
        new(a.Cycles + b.Cycles, a.BusyCycles + b.BusyCycles, a.ReadBeats + b.ReadBeats, a.WriteBeats + b.WriteBeats, a.Instructions + b.Instructions);

    public static TimingSpan operator -(in TimingSpan a, in TimingSpan b) => a + -1 * b;

    public static TimingSpan operator *(long times, in TimingSpan a) =>
        new(times * a.Cycles, times * a.BusyCycles, times * a.ReadBeats, times * a.WriteBeats, times * a.Instructions);
}
