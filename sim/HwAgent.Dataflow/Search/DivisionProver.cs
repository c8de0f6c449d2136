using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>The best design on one array for the objective of the request, out of all divisions of its memory and all mappings, and what none of them goes below.</summary>
/// <param name="context">The request.</param>
/// <param name="array">Its buffers are ignored.</param>
/// <param name="room">What all buffers together may take.</param>
/// <param name="effort">For each weighted sum that is minimised; a latency or an energy is one, a product of both takes several.</param>
internal sealed class DivisionProver(SearchContext context, AcceleratorParameters array, DesignRoom room, DivisionEffort effort)
{
    /// <summary>Lines that a product of latency and energy is bounded by, the one of each alone included.</summary>
    private const int MostLines = 8;

    private readonly Dictionary<GemmMapping, long>[] _walked = [.. context.Tasks.Select(_ => new Dictionary<GemmMapping, long>())];

    /// <summary>Sets of mappings bounded on the way.</summary>
    public long Considered { get; private set; }

    /// <summary>Mappings walked on the way.</summary>
    public long Exact { get; private set; }

    /// <summary>Bounds alone, without a walk: no design has less. Infinite where nothing runs.</summary>
    public double Glance(double toBeat) => context.Objective switch
    {
        Objective.Edp => Product(null, toBeat, (weights, _, _) => (null, Relax(weights))).LowerBound,
        _ => Relax(context.PreferenceOf(default)),
    };

    /// <summary>A design that is better than <paramref name="known"/>, or that; and what no design has less than, no more than <paramref name="toBeat"/>.</summary>
    public (DesignSketch? Sketch, double LowerBound) Run(DesignSketch? known, double toBeat = double.PositiveInfinity) =>
        context.Objective == Objective.Edp ? Product(known, toBeat, Search) : Search(context.PreferenceOf(default), known, toBeat);

    /// <summary>The least product of latency and energy: sums of both, each weighted as the product is where its bound is least, until that is no less than what is known.</summary>
    private (DesignSketch? Sketch, double LowerBound) Product(DesignSketch? known, double toBeat, Func<Preference, DesignSketch?, double, (DesignSketch? Sketch, double LowerBound)> minimise)
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
            if (lines == MostLines || cycles * energy >= value * (1 - effort.Mapping.Tolerance)) return (known, Math.Min(toBeat, cycles * energy));
            var weights = Preference.Product(cycles, energy);
            // Between the least of both, every pair with a product below the value lies below the chord of the hyperbola: a line further up is not needed.
            var chord = Math.Max(weights.Of(fastest, value / fastest), weights.Of(value / frugal, frugal));
            var (sketch, least) = minimise(weights, known, chord);
            if (sketch is not null && (known is null || context.Score(sketch.Figures) < context.Score(known.Figures))) known = sketch;
            if (least <= weights.Of(cycles, energy) * (1 + effort.Mapping.Tolerance)) lines = MostLines - 1;
            bound.Add(weights, least);
        }
    }

    private (DesignSketch? Sketch, double LowerBound) Search(Preference preference, DesignSketch? known, double toBeat)
    {
        var outcome = DivisionSearch.Run(context, array, preference, room, known, effort, toBeat, _walked);
        Considered += outcome.Boxes;
        Exact += outcome.Walks;
        // A slower design that needs less energy is worth more where there is a budget for it.
        var isBetter = outcome.Sketch is { } found && (known is null || context.Score(found.Figures) < context.Score(known.Figures));
        return (isBetter ? outcome.Sketch : known, outcome.LowerBound);
    }

    private double Relax(Preference preference) => DivisionSearch.Relax(context, array, preference, room);
}
