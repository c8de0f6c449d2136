namespace HwAgent.Dataflow.Architectures;

/// <summary>Constraints of an architecture on its mappings; at most one entry a level.</summary>
/// <param name="Levels">By level.</param>
public sealed record MappingConstraints(IReadOnlyList<LevelConstraint> Levels)
{
    /// <summary>No constraints.</summary>
    public static MappingConstraints None { get; } = new([]);
}
