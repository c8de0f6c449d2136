namespace HwAgent.Dataflow.Architectures;

/// <summary>A hardware description: memory levels from the outermost (DRAM) to the innermost, arrays of instances between them, and the multipliers below.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Levels">Outermost first; at least one.</param>
/// <param name="Compute">The multiplier.</param>
public sealed record Architecture(string Name, IReadOnlyList<MemoryLevel> Levels, ComputeUnit Compute)
{
    /// <summary>The vector unit; null when only matrix products are costed.</summary>
    public VectorUnit? Vector { get; init; }

    /// <summary>What mappings must keep to.</summary>
    public MappingConstraints Constraints { get; init; } = MappingConstraints.None;

    /// <summary>Clock, for times and bandwidths in reports.</summary>
    public double ClockHertz { get; init; } = 1e9;

    /// <summary>Multipliers in all.</summary>
    public long Multipliers => Levels.SelectMany(l => l.Fanout).Aggregate(1L, (product, a) => checked(product * a.Size));

    /// <summary>Instances of level <paramref name="level"/> in all.</summary>
    public long Instances(int level) => Levels.Take(level).SelectMany(l => l.Fanout).Aggregate(1L, (product, a) => checked(product * a.Size));
}
