namespace HwAgent.Dataflow.Search;

/// <summary>What is known of all alternatives to something that was chosen.</summary>
/// <param name="Minimised">
/// What alternatives were compared by: <c>cycles</c>, <c>picojoules</c>, <c>picojoule-cycles</c>, <c>gate equivalents</c>, or <c>weighted</c>, a sum of cycles and
/// picojoules with the weights of the design's totals.
/// </param>
/// <param name="LowerBound">No alternative has less.</param>
/// <param name="Gap">How far the choice may be above the best one, as a part of that: 0 when it is proven optimal.</param>
/// <param name="IsOptimal">No alternative is better.</param>
public sealed record OptimalityProof(string Minimised, double LowerBound, double Gap, bool IsOptimal)
{
    internal static OptimalityProof Of(string minimised, double value, double lowerBound) =>
        // Sums of the same energies in another order differ in the last digits.
        value <= lowerBound * (1 + 1e-12) ? new OptimalityProof(minimised, value, 0, true) : new OptimalityProof(minimised, lowerBound, value / lowerBound - 1, false);
}
