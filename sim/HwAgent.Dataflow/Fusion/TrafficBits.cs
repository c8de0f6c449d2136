namespace HwAgent.Dataflow.Fusion;

/// <summary>Bits read from and written to the off-chip memory, by what they are to the model.</summary>
public readonly record struct TrafficBits(long Weights, long ActivationReads, long ActivationWrites, long KeyValueReads, long KeyValueWrites)
{
    /// <summary>Bits read.</summary>
    public long Reads => Weights + ActivationReads + KeyValueReads;

    /// <summary>Bits written.</summary>
    public long Writes => ActivationWrites + KeyValueWrites;

    /// <summary>Activations, both ways.</summary>
    public long Activations => ActivationReads + ActivationWrites;

    /// <summary>Keys and values, both ways.</summary>
    public long KeyValues => KeyValueReads + KeyValueWrites;

    /// <summary>All bits.</summary>
    public long Total => Reads + Writes;

    public static TrafficBits Read(TrafficKind kind, long bits) => kind switch
    {
        TrafficKind.Weights => new(bits, 0, 0, 0, 0),
        TrafficKind.KeyValues => new(0, 0, 0, bits, 0),
        _ => new(0, bits, 0, 0, 0),
    };

    public static TrafficBits Written(TrafficKind kind, long bits) => kind == TrafficKind.KeyValues ? new(0, 0, 0, 0, bits) : new(0, 0, bits, 0, 0);

    public static TrafficBits operator +(TrafficBits a, TrafficBits b) =>
        new(a.Weights + b.Weights, a.ActivationReads + b.ActivationReads, a.ActivationWrites + b.ActivationWrites, a.KeyValueReads + b.KeyValueReads, a.KeyValueWrites + b.KeyValueWrites);

    public static TrafficBits operator *(long times, TrafficBits a) =>
        new(times * a.Weights, times * a.ActivationReads, times * a.ActivationWrites, times * a.KeyValueReads, times * a.KeyValueWrites);
}
