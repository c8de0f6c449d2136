using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// What designs are ranked by, smaller first: how far budgets are missed, the objective, then what the objective leaves open, so that no two
/// designs tie by accident.
/// </summary>
internal readonly record struct DesignScore(double Violation, double Objective, double Second, double Third, double Fourth) : IComparable<DesignScore>
{
    public static DesignScore Of(in DesignFigures f, Objective objective, Limits limits)
    {
        var violation = limits.Violation(f);
        return objective switch
        {
            Specification.Objective.Latency => new(violation, f.Cycles, f.EnergyPicojoules, f.AreaGateEquivalents, f.OnChipKib),
            Specification.Objective.Energy => new(violation, f.EnergyPicojoules, f.Cycles, f.AreaGateEquivalents, f.OnChipKib),
            Specification.Objective.Edp => new(violation, f.Cycles * f.EnergyPicojoules, f.Cycles, f.AreaGateEquivalents, f.OnChipKib),
            _ => new(violation, f.AreaGateEquivalents, f.Cycles, f.EnergyPicojoules, f.OnChipKib),
        };
    }

    /// <summary>The score of a design whose objective is smaller by a part of it.</summary>
    public DesignScore Improved(double part) => this with { Objective = Objective * (1 - part) };

    public int CompareTo(DesignScore other)
    {
        var order = Violation.CompareTo(other.Violation);
        if (order == 0) order = Objective.CompareTo(other.Objective);
        if (order == 0) order = Second.CompareTo(other.Second);
        if (order == 0) order = Third.CompareTo(other.Third);
        return order != 0 ? order : Fourth.CompareTo(other.Fourth);
    }

    public static bool operator <(DesignScore a, DesignScore b) => a.CompareTo(b) < 0;

    public static bool operator >(DesignScore a, DesignScore b) => a.CompareTo(b) > 0;

    public static bool operator <=(DesignScore a, DesignScore b) => a.CompareTo(b) <= 0;

    public static bool operator >=(DesignScore a, DesignScore b) => a.CompareTo(b) >= 0;
}
