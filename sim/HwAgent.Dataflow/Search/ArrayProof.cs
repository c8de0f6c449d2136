namespace HwAgent.Dataflow.Search;

/// <summary>What is known of all other designs on the same array: every division of the memory budget among the buffers, every mapping of every product.</summary>
/// <param name="Minimised">What designs were compared by, for one pass of the workload: <c>cycles</c>, <c>picojoules</c> or <c>picojoule-cycles</c>.</param>
/// <param name="LowerBound">No design on the array has less.</param>
/// <param name="Gap">How far the design may be above the best one on the array, as a part of that: 0 when it is proven optimal.</param>
/// <param name="IsOptimal">No design on the array has less.</param>
public sealed record ArrayProof(string Minimised, double LowerBound, double Gap, bool IsOptimal)
{
    internal static ArrayProof Of(string minimised, double value, double lowerBound) =>
        // Sums of the same energies in another order differ in the last digits.
        value <= lowerBound * (1 + 1e-12) ? new ArrayProof(minimised, value, 0, true) : new ArrayProof(minimised, lowerBound, value / lowerBound - 1, false);
}
