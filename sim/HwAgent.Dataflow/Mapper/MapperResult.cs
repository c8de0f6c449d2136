namespace HwAgent.Dataflow.Mapper;

/// <summary>The best mappings that a search found, and how good they are known to be.</summary>
/// <param name="Ranked">Best first; empty when no mapping fits the hardware and its constraints.</param>
/// <param name="ParetoFront">Mappings seen of which none is better in cycles, energy and DRAM bits at once, by rising cycles.</param>
/// <param name="IsOptimal">
/// Whether the search proved that no mapping of its space is better in the objective's first figure than the first one. The space has at most one loop in time for each dimension and level and one
/// in space for each dimension and axis; mappings with a dimension twice at a level are outside of it, and may be better. Small dimensions (up to 600 chains of steps) take every step and every number of
/// instances, under the full account every order, and the proof then covers ties, too. Larger dimensions take steps that are multiples of the step inside and differ in the number of pieces, for the outermost
/// loop also the smallest step of each number; of the numbers of instances that leave as many to other dimensions the largest, one less than the most, and the least that needs no more steps; a loop in time
/// that the memory inside of its level does not depend on stands further in; and where several levels on the chip make that too many, only numbers of pieces that differ by some per cent. Orders and steps
/// that others beat are left out where bounds say so: for the steady account bounds of single mappings are exact; for the full one the proof then rests on bounds alone, never on the exact pipelines of those
/// that are left. The first mapping itself may come from outside of this space.
/// </param>
/// <param name="Bound">Below which no mapping of the space goes; mappings found outside of it are counted in.</param>
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
