using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// What designs are ranked by, smaller first; search and scorer both use it, so that what the one returns as best the other prefers as well.
/// First how far budgets are missed: a little over three budgets is nearer to the spec than far over one, and a missed budget weighs more than any
/// objective. Then the objective, then what it leaves open, so that no two designs tie by accident. Two scores compare when their units are the same.
/// </summary>
/// <param name="Violation">Sum of the overshoots as parts of their budgets, 0 when every budget is kept (<see cref="Limits.Violation"/>).</param>
/// <param name="Objective">What the spec wants small.</param>
/// <param name="Latency">Cycles or milliseconds.</param>
/// <param name="Energy">Picojoules or millijoules.</param>
/// <param name="AreaGateEquivalents">Predicted or synthesised.</param>
/// <param name="OnChipKib">All memories.</param>
public readonly record struct DesignScore(double Violation, double Objective, double Latency, double Energy, double AreaGateEquivalents, double OnChipKib) : IComparable<DesignScore>
{
    public static DesignScore Of(in DesignFigures f, Objective objective, Limits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var value = objective switch
        {
            Specification.Objective.Latency => f.Cycles,
            Specification.Objective.Energy => f.EnergyPicojoules,
            Specification.Objective.Edp => f.Cycles * f.EnergyPicojoules,
            _ => f.AreaGateEquivalents,
        };
        return new(limits.Violation(f), value, f.Cycles, f.EnergyPicojoules, f.AreaGateEquivalents, f.OnChipKib);
    }

    /// <summary>The score of a design whose objective is smaller by a part of it.</summary>
    public DesignScore Improved(double part) => this with { Objective = Objective * (1 - part) };

    public int CompareTo(DesignScore other)
    {
        var order = Violation.CompareTo(other.Violation);
        if (order == 0) order = Objective.CompareTo(other.Objective);
        if (order == 0) order = Latency.CompareTo(other.Latency);
        if (order == 0) order = Energy.CompareTo(other.Energy);
        if (order == 0) order = AreaGateEquivalents.CompareTo(other.AreaGateEquivalents);
        return order != 0 ? order : OnChipKib.CompareTo(other.OnChipKib);
    }

    public static bool operator <(DesignScore a, DesignScore b) => a.CompareTo(b) < 0;

    public static bool operator >(DesignScore a, DesignScore b) => a.CompareTo(b) > 0;

    public static bool operator <=(DesignScore a, DesignScore b) => a.CompareTo(b) <= 0;

    public static bool operator >=(DesignScore a, DesignScore b) => a.CompareTo(b) >= 0;
}
