using System.Globalization;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Evaluation.Scoring;

/// <summary>Judges correct candidates; which of two is better is decided here and nowhere else.</summary>
public static class Scorer
{
    /// <summary>Score of a design from its prediction (proven equal to simulation) and its synthesis.</summary>
    public static Score Score(DesignSpec spec, DesignPoint point, SynthesisSummary synthesis)
    {
        var latency = point.LatencyCycles / (spec.Budget.ClockMegahertz * 1e3);
        var energy = point.EnergyPicojoules * 1e-9;
        var misses = new List<string>();
        Check("area", synthesis.AreaGateEquivalents, spec.Budget.AreaGateEquivalents, "gate equivalents");
        Check("on-chip memory", point.OnChipKib, spec.Budget.OnChipKib, "KiB");
        Check("latency", latency, spec.Budget.LatencyMilliseconds, "ms");
        Check("energy", energy, spec.Budget.EnergyMillijoules, "mJ");
        return new Score
        {
            LatencyMilliseconds = latency,
            EnergyMillijoules = energy,
            AreaGateEquivalents = synthesis.AreaGateEquivalents,
            OnChipKib = point.OnChipKib,
            Objective = spec.Objective switch
            {
                Objective.Latency => latency,
                Objective.Energy => energy,
                Objective.Edp => latency * energy,
                _ => synthesis.AreaGateEquivalents,
            },
            Misses = misses,
        };

        void Check(string what, double value, double? budget, string unit)
        {
            if (budget is { } limit && value > limit) misses.Add($"{what} {Text(value)} {unit}, budget {Text(limit)} {unit}");
        }
    }

    /// <summary>Three decimals, or three digits behind the first of a small number: a budget of a microsecond is not "0 ms".</summary>
    private static string Text(double value) => value.ToString(value is 0 or >= 0.1 ? "0.###" : "0.###e0", CultureInfo.InvariantCulture);

    /// <summary>Negative when <paramref name="left"/> is better: fewer misses, then the objective, then latency, energy, area.</summary>
    public static int Compare(Score left, Score right)
    {
        var order = left.Misses.Count.CompareTo(right.Misses.Count);
        if (order == 0) order = left.Objective.CompareTo(right.Objective);
        if (order == 0) order = left.LatencyMilliseconds.CompareTo(right.LatencyMilliseconds);
        if (order == 0) order = left.EnergyMillijoules.CompareTo(right.EnergyMillijoules);
        return order != 0 ? order : left.AreaGateEquivalents.CompareTo(right.AreaGateEquivalents);
    }

    /// <summary>True when <paramref name="left"/> is no worse in latency, energy and area, and better in one.</summary>
    public static bool Dominates(Score left, Score right) =>
        left.LatencyMilliseconds <= right.LatencyMilliseconds && left.EnergyMillijoules <= right.EnergyMillijoules && left.AreaGateEquivalents <= right.AreaGateEquivalents
        && (left.LatencyMilliseconds < right.LatencyMilliseconds || left.EnergyMillijoules < right.EnergyMillijoules || left.AreaGateEquivalents < right.AreaGateEquivalents);
}
