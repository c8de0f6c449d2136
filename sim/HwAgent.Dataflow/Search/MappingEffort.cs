namespace HwAgent.Dataflow.Search;

/// <summary>Where a search for the best mapping of one product stops; what it has not proven by then it states as a gap.</summary>
/// <param name="Boxes">Sets of mappings bounded, at most.</param>
/// <param name="Walks">Mappings whose cycles are computed exactly, at most.</param>
/// <param name="Tolerance">A gap that is small enough, as a part of the value; 0 to prove the optimum.</param>
internal readonly record struct MappingEffort(long Boxes, long Walks, double Tolerance = 0)
{
    /// <summary>About a second a product where nothing can be proven; most products take some milliseconds.</summary>
    public static MappingEffort Usual { get; } = new(400_000, 2_000);

    public static MappingEffort Unlimited { get; } = new(long.MaxValue, long.MaxValue);
}
