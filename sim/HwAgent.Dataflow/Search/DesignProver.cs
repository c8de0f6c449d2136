using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// The last look at a design: the best division of the memory and the best mappings on its array, out of all there are, with a proof or a gap. Deterministic:
/// it stops after so many steps, never after so much time.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="walks">Mappings whose cycles are computed exactly for the division of the memory, at most.</param>
internal sealed class DesignProver(SearchContext context, long walks = DesignProver.FewWalks)
{
    /// <summary>Under a second.</summary>
    public const long FewWalks = 10_000;

    /// <summary>Some seconds.</summary>
    public const long ManyWalks = 60_000;

    /// <summary>Divisions differ by less than a part in twenty thousand long before they are all ruled out.</summary>
    private readonly DivisionEffort _division = new(400, walks, new MappingEffort(100_000, 500, 5e-5));
    private static readonly MappingEffort Products = new(400_000, 10_000);

    private long _considered, _exact;

    /// <summary>A design on the same array that is no worse, within the budget where the given one is.</summary>
    public ProvenDesign Run(DesignSketch found)
    {
        var array = found.Parameters;
        // Beyond the budget of memory a design has no division to be compared with; beyond that of area, others may be as well.
        var room = context.RoomOf(array);
        if (found.Figures.AreaGateEquivalents > room.AreaGateEquivalents) room = room with { AreaGateEquivalents = double.PositiveInfinity };
        var isWithin = BufferNeeds.From(array).Bits(array).Total <= room.MemoryBits;
        var (sketch, bound) = isWithin ? Divide(found, room) : (found, 0);
        var (mapped, mappings) = Map(sketch.Parameters, sketch.Mappings, context.PreferenceOf(sketch.Figures));
        // Mappings that are equal in what is minimised may differ in the rest.
        if (context.Score(mapped.Figures) < context.Score(sketch.Figures)) sketch = mapped;
        return new ProvenDesign(sketch, isWithin ? OptimalityProof.Of(context.Minimised, context.MinimisedOf(sketch.Figures), bound) : null, mappings, _considered, _exact);
    }

    /// <summary>The best mapping of every product on hardware as it is.</summary>
    /// <param name="hardware">Runs some mapping of every product.</param>
    /// <param name="known">Mappings to start from, one a product.</param>
    /// <param name="preference">What to minimise.</param>
    public (DesignSketch Sketch, IReadOnlyList<OptimalityProof> Proofs) Map(AcceleratorParameters hardware, IReadOnlyList<Mapping.GemmMapping>? known, Preference preference)
    {
        var memory = context.MemoryOf(hardware);
        var found = context.Tasks.Select((t, i) => MappingSearch.Run(new MappingSpace(hardware, t, memory, context.Technology), preference, Products, known?[i])!).ToArray();
        _considered += found.Sum(f => f.Boxes);
        _exact += found.Sum(f => f.Walks);
        var minimised = preference == Preference.Latency ? "cycles" : preference == Preference.Energy ? "picojoules" : "weighted";
        return (context.Sketch(hardware, [.. found.Select(f => f.Mapping)], [.. found.Select(f => f.Cycles)]), [.. found.Select(f => new OptimalityProof(minimised, f.LowerBound, f.Gap, f.IsOptimal))]);
    }

    private (DesignSketch Sketch, double Bound) Divide(DesignSketch found, DesignRoom room)
    {
        var prover = new DivisionProver(context, found.Parameters, room);
        var (sketch, bound) = prover.Run(found, double.PositiveInfinity, _division);
        _considered += prover.Considered;
        _exact += prover.Exact;
        return (sketch!, bound);
    }
}
