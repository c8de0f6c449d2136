namespace HwAgent.Dataflow.Mapper;

/// <summary>The best mappings that a search found, and how good they are known to be.</summary>
/// <param name="Ranked">Best first; empty when no mapping fits the hardware and its constraints.</param>
/// <param name="ParetoFront">Mappings seen of which none is better in cycles, energy and DRAM bits at once, by rising cycles.</param>
/// <param name="IsOptimal">
/// Whether the search proved that no mapping of its space is better than the first one. The space has one loop a level and an axis for each dimension; small
/// dimensions take every step, larger ones multiples of the step inside that differ in the number of pieces, and for the outermost loop also the smallest step of each number; where several levels on the
/// chip make that too many, only numbers of pieces that differ by some per cent. The mapping itself may come from outside of this space.
/// </param>
/// <param name="Bound">Below which no mapping of the space goes.</param>
/// <param name="Gap">The first mapping's objective over its bound, less 1: 0 when it is optimal.</param>
/// <param name="Evaluated">Complete mappings costed.</param>
/// <param name="Considered">Costs and bounds computed, of complete mappings and of sets of them.</param>
/// <param name="Space">Mappings in the space that was searched.</param>
public sealed record MapperResult(
    IReadOnlyList<RankedMapping> Ranked,
    IReadOnlyList<RankedMapping> ParetoFront,
    bool IsOptimal,
    LowerBound Bound,
    double Gap,
    long Evaluated,
    long Considered,
    double Space);
