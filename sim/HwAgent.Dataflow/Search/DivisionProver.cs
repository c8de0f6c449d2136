using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>The best design on one array for the objective of the request, out of all divisions of its memory and all mappings, and what none of them goes below.</summary>
/// <param name="context">The request.</param>
/// <param name="array">Its buffers are ignored.</param>
/// <param name="room">What all buffers together may take.</param>
internal sealed class DivisionProver(SearchContext context, AcceleratorParameters array, DesignRoom room)
{
    /// <summary>Lines that a product of latency and energy is bounded by, the one of each alone included.</summary>
    private const int MostLines = 8;

    /// <summary>The same at a glance.</summary>
    private const int FewLines = 4;

    private readonly Dictionary<GemmMapping, long>[] _walked = [.. context.Tasks.Select(_ => new Dictionary<GemmMapping, long>())];

    /// <summary>Sets of mappings bounded on the way.</summary>
    public long Considered { get; private set; }

    /// <summary>Mappings walked on the way.</summary>
    public long Exact { get; private set; }

    /// <summary>Bounds alone, without a walk: no design has less. Infinite where nothing runs; no further than it takes to reach <paramref name="toBeat"/>.</summary>
    public double Glance(double toBeat) => context.Objective == Objective.Edp
        ? Product(null, toBeat, FewLines, 1e-3, (weights, _, chord) => (null, Relax(weights, chord))).LowerBound
        : Relax(context.PreferenceOf(default), toBeat);

    /// <summary>A design that is better than <paramref name="known"/>, or that; and what no design has less than, no more than <paramref name="toBeat"/>.</summary>
    /// <param name="known">Null for none.</param>
    /// <param name="toBeat">Designs with no less are of no interest.</param>
    /// <param name="effort">All in all.</param>
    public (DesignSketch? Sketch, double LowerBound) Run(DesignSketch? known, double toBeat, DivisionEffort effort)
    {
        if (context.Objective != Objective.Edp) return Search(context.PreferenceOf(default), known, toBeat, effort);
        var end = Exact + effort.Walks;
        // Half of what is left for each line: the first are steep, the last close.
        return Product(known, toBeat, MostLines, effort.Mapping.Tolerance, (weights, best, chord) => Search(weights, best, chord, effort with { Walks = (end - Exact) / 2 }));
    }

    /// <summary>The least product of latency and energy: sums of both, each weighted as the product is where its bound is least, until that is no less than what is known.</summary>
    private (DesignSketch? Sketch, double LowerBound) Product(
        DesignSketch? known, double toBeat, int most, double tolerance, Func<Preference, DesignSketch?, double, (DesignSketch? Sketch, double LowerBound)> minimise)
    {
        var (fastest, frugal) = (Relax(Preference.Latency), Relax(Preference.Energy));
        if (double.IsPositiveInfinity(fastest)) return (known, fastest);
        var bound = new ProductBound();
        bound.Add(Preference.Latency, fastest);
        bound.Add(Preference.Energy, frugal);
        for (var lines = 2; ; lines++)
        {
            var (cycles, energy) = bound.Least();
            var value = Math.Min(toBeat, known is { } k ? k.Figures.Cycles * k.Figures.EnergyPicojoules : double.PositiveInfinity);
            if (lines >= most || cycles * energy >= value * (1 - tolerance)) return (known, Math.Min(toBeat, cycles * energy));
            var weights = Preference.Product(cycles, energy);
            // Between the least of both, every pair with a product below the value lies below the chord of the hyperbola: a line further up is not needed.
            var chord = Math.Max(weights.Of(fastest, value / fastest), weights.Of(value / frugal, frugal));
            var (sketch, least) = minimise(weights, known, chord);
            known = Better(sketch, known);
            if (least <= weights.Of(cycles, energy) * (1 + tolerance)) lines = most;
            bound.Add(weights, least);
        }
    }

    private (DesignSketch? Sketch, double LowerBound) Search(Preference preference, DesignSketch? known, double toBeat, DivisionEffort effort)
    {
        var outcome = DivisionSearch.Run(context, array, preference, room, known, effort, toBeat, _walked);
        Considered += outcome.Boxes;
        Exact += outcome.Walks;
        return (Better(outcome.Sketch, known), outcome.LowerBound);
    }

    /// <summary>A slower design that needs less energy is worth more where there is a budget for it.</summary>
    private DesignSketch? Better(DesignSketch? found, DesignSketch? known) =>
        found is not null && (known is null || context.Score(found.Figures) < context.Score(known.Figures)) ? found : known;

    private double Relax(Preference preference, double toBeat = double.PositiveInfinity) => DivisionSearch.Relax(context, array, preference, room, toBeat);
}
