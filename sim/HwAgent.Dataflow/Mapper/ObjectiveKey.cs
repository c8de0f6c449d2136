using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Mapper;

/// <summary>Costs in the order in which an objective looks at them; each part rises with each figure, so that bounds of the figures give a bound of the key.</summary>
internal readonly record struct ObjectiveKey(double First, double Second, double Third) : IComparable<ObjectiveKey>
{
    /// <summary>Of no mapping at all.</summary>
    public static ObjectiveKey None { get; } = new(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>Orders figures by an objective.</summary>
    /// <param name="objective">What to make small.</param>
    /// <param name="figures">Of a mapping or a set of them.</param>
    /// <param name="enough">What is below it in the first figure is as good as it; 0 for a strict order.</param>
    public static ObjectiveKey Of(Objective objective, in CostFigures figures, double enough = 0)
    {
        var key = Strict(objective, figures);
        return key.First < enough ? key with { First = enough } : key;
    }

    private static ObjectiveKey Strict(Objective objective, in CostFigures figures) => objective switch
    {
        Objective.Latency => new ObjectiveKey(figures.Cycles, figures.EnergyPicojoules, figures.DramBits),
        Objective.Energy => new ObjectiveKey(figures.EnergyPicojoules, figures.Cycles, figures.DramBits),
        Objective.Edp => new ObjectiveKey(figures.Cycles * figures.EnergyPicojoules, figures.Cycles, figures.DramBits),
        _ => throw new ArgumentOutOfRangeException(nameof(objective), objective, "a mapping has latency and energy, no area"),
    };

    /// <inheritdoc/>
    public int CompareTo(ObjectiveKey other)
    {
        var first = First.CompareTo(other.First);
        if (first != 0) return first;
        var second = Second.CompareTo(other.Second);
        return second != 0 ? second : Third.CompareTo(other.Third);
    }
}
