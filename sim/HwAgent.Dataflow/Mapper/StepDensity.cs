namespace HwAgent.Dataflow.Mapper;

/// <summary>Which steps a phase of a search tries.</summary>
/// <param name="Ratio">Least ratio between the numbers of pieces that two steps cut a dimension into; 1: every number.</param>
/// <param name="Window">Largest ratio between the extents of a mapping's outermost tile and those of the best one so far; 0: any.</param>
/// <param name="SpatialRatio">Least ratio between the numbers of instances that are tried; 1: every number that leaves more to other dimensions than the next.</param>
/// <param name="Share">Of all costs and bounds that a search may compute, the part that is spent at most when the phase ends; what is not proven then is hard.</param>
internal sealed record StepDensity(double Ratio, double Window, double SpatialRatio, double Share)
{
    /// <summary>The phases of a search, in their order.</summary>
    public static IReadOnlyList<StepDensity> Phases { get; } = [new(1.6, 0, 4, 0.25), new(1.2, 0, 2, 0.25), new(1, 1.35, 1, 0.4), new(1, 0, 1, 0.75)];

    /// <summary>The extents around which the window lies, by dimension; empty for no window.</summary>
    public IReadOnlyList<long> Centre { get; private init; } = [];

    /// <summary>The same with the window around a mapping.</summary>
    public StepDensity Around(IReadOnlyList<long>? extents) => this with { Centre = Window > 0 && extents is not null ? extents : [] };

    /// <summary>Whether the window has an extent of a dimension in it.</summary>
    public bool Has(int dimension, long extent) => Centre.Count == 0 || extent <= Centre[dimension] * Window && extent * Window >= Centre[dimension];
}
