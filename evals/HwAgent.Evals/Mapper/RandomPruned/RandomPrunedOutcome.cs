namespace HwAgent.Evals.Mapper.RandomPruned;

/// <summary>What random draws found.</summary>
/// <param name="Improvements">In the order found; empty when nothing drawn can run.</param>
/// <param name="Draws">Mappings drawn.</param>
/// <param name="Valid">Mappings costed.</param>
/// <param name="Seconds">Processor time.</param>
/// <param name="Victory">Draws after which Timeloop's own condition ends the search; null when it never held.</param>
public sealed record RandomPrunedOutcome(IReadOnlyList<RandomPrunedPoint> Improvements, long Draws, long Valid, double Seconds, long? Victory)
{
    /// <summary>The least figure; infinite when there is none.</summary>
    public double Best => Improvements.Count == 0 ? double.PositiveInfinity : Improvements[^1].Figure;

    /// <summary>The best after so many draws; null when nothing drawn until then can run.</summary>
    public RandomPrunedPoint? After(long draws) => Improvements.LastOrDefault(p => p.Draws <= draws);

    /// <summary>The best after so many seconds of processor time.</summary>
    public RandomPrunedPoint? After(double seconds) => Improvements.LastOrDefault(p => p.Seconds <= seconds);

    /// <summary>The first mapping that is at most this bad; null when there is none. Sums of energies in another order differ in their last digits.</summary>
    public RandomPrunedPoint? Reaching(double figure) => Improvements.FirstOrDefault(p => p.Figure <= figure * (1 + 1e-9));
}
