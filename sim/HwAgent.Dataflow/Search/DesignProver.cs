using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;

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

    /// <summary>A design on the same array that is no worse, within the memory budget where the given one is.</summary>
    public ProvenDesign Run(DesignSketch found)
    {
        var array = found.Parameters;
        var bits = context.BufferBits(array);
        // Beyond the budget a design has no division to be compared with.
        var isWithin = BufferNeeds.From(array).Bits(array).Total <= bits;
        var (sketch, bound) = isWithin ? Divide(found, bits) : (found, 0);
        var (mapped, mappings) = Map(sketch.Parameters, sketch.Mappings, PreferenceOf(sketch.Figures));
        // Mappings that are equal in what is minimised may differ in the rest.
        if (context.Score(mapped.Figures) < context.Score(sketch.Figures)) sketch = mapped;
        return new ProvenDesign(sketch, isWithin ? Proof(sketch.Figures, bound) : null, mappings, _considered, _exact);
    }

    /// <summary>The best mapping of every product on hardware as it is.</summary>
    /// <param name="hardware">Runs some mapping of every product.</param>
    /// <param name="known">Mappings to start from, one a product.</param>
    /// <param name="preference">What to minimise.</param>
    public (DesignSketch Sketch, IReadOnlyList<MappingProof> Proofs) Map(AcceleratorParameters hardware, IReadOnlyList<Mapping.GemmMapping>? known, Preference preference)
    {
        var memory = context.MemoryOf(hardware);
        var found = context.Tasks.Select((t, i) => MappingSearch.Run(new MappingSpace(hardware, t, memory, context.Technology), preference, Products, known?[i])!).ToArray();
        _considered += found.Sum(f => f.Boxes);
        _exact += found.Sum(f => f.Walks);
        var minimised = preference == Preference.Latency ? "cycles" : preference == Preference.Energy ? "picojoules" : "weighted";
        return (context.Sketch(hardware, [.. found.Select(f => f.Mapping)], [.. found.Select(f => f.Cycles)]), [.. found.Select(f => new MappingProof(minimised, f.LowerBound, f.Gap, f.IsOptimal))]);
    }

    public Preference PreferenceOf(in DesignFigures figures) => context.Objective switch
    {
        Objective.Energy => Preference.Energy,
        Objective.Edp => Preference.Product(figures.Cycles, figures.EnergyPicojoules),
        _ => Preference.Latency,
    };

    /// <summary>A design that is no worse, and what no design on its array can go below.</summary>
    private (DesignSketch Sketch, double Bound) Divide(DesignSketch found, long bits)
    {
        if (context.Objective == Objective.Edp) return DivideProduct(found, bits);
        var outcome = Search(found, PreferenceOf(found.Figures), bits, _division);
        // A slower design that needs less energy is worth more where there is a budget for it.
        return (outcome.Sketch is { } better && context.Score(better.Figures) < context.Score(found.Figures) ? better : found, outcome.LowerBound);
    }

    /// <summary>The least product of latency and energy, by steepest descent; bounded by the product of what each cannot go below.</summary>
    private (DesignSketch Sketch, double Bound) DivideProduct(DesignSketch found, long bits)
    {
        var sketch = found;
        for (var i = 0; i < 4; i++)
        {
            if (Search(sketch, PreferenceOf(sketch.Figures), bits, _division).Sketch is not { } next || context.Score(next.Figures) >= context.Score(sketch.Figures)) break;
            sketch = next;
        }

        // One node bounds the cycles well: most arrays reach it.
        var cycles = Search(sketch, Preference.Latency, bits, _division with { Nodes = 1 }).LowerBound;
        var energy = Search(sketch, Preference.Energy, bits, _division).LowerBound;
        return (sketch, cycles * energy);
    }

    private ArrayProof Proof(in DesignFigures figures, double bound) => context.Objective switch
    {
        Objective.Energy => ArrayProof.Of("picojoules", figures.EnergyPicojoules, bound),
        Objective.Edp => ArrayProof.Of("picojoule-cycles", figures.Cycles * figures.EnergyPicojoules, bound),
        _ => ArrayProof.Of("cycles", figures.Cycles, bound),
    };

    private DivisionOutcome Search(DesignSketch known, Preference preference, long bits, DivisionEffort effort)
    {
        var outcome = DivisionSearch.Run(context, known.Parameters, preference, bits, known, effort);
        _considered += outcome.Boxes;
        _exact += outcome.Walks;
        return outcome;
    }
}
