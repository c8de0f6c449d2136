namespace HwAgent.Dataflow.Architectures;

/// <summary>What the loops of one level must keep to. Dimensions are named, so that a constraint holds for every problem that has them.</summary>
/// <param name="Level">The name of the memory level.</param>
public sealed record LevelConstraint(string Level)
{
    /// <summary>Exact iterations of a dimension's temporal loop at this level (1: no loop); absent: free.</summary>
    public IReadOnlyDictionary<string, long> TemporalFactors { get; init; } = new Dictionary<string, long>();

    /// <summary>Most iterations of a dimension's temporal loop at this level; absent: as many as there are.</summary>
    public IReadOnlyDictionary<string, long> LargestTemporalFactors { get; init; } = new Dictionary<string, long>();

    /// <summary>The order of the temporal loops from the innermost outwards, as far as it is given (Timeloop's permutation).</summary>
    public IReadOnlyList<string> Permutation { get; init; } = [];

    /// <summary>Per axis of the level's fanout: the dimensions that may be spread over it; an axis that is absent takes any.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> AxisDimensions { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Exact instances that a dimension is spread over in the level's fanout, edges excepted (1: not at all); absent: free.</summary>
    public IReadOnlyDictionary<string, long> SpatialFactors { get; init; } = new Dictionary<string, long>();

    /// <summary>Most instances that a dimension is spread over in the level's fanout; absent: as many as there are.</summary>
    public IReadOnlyDictionary<string, long> LargestSpatialFactors { get; init; } = new Dictionary<string, long>();
}
