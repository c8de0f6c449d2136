using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Evaluation.Scoring;

/// <summary>Judges correct candidates. Which of two is better is the search's rule (<see cref="DesignScore"/>), with the synthesised area in place of the predicted one.</summary>
public static class Scorer
{
    /// <summary>Score of a design from its prediction (proven equal to simulation) and its synthesis.</summary>
    public static Score Score(DesignSpec spec, DesignPoint point, SynthesisSummary synthesis)
    {
        var limits = Limits.Of(spec.Budget);
        var figures = DesignFigures.Of(point) with { AreaGateEquivalents = synthesis.AreaGateEquivalents };
        var latency = point.LatencyCycles / (spec.Budget.ClockMegahertz * 1e3);
        var energy = point.EnergyPicojoules * 1e-9;
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
            Violation = limits.Violation(figures),
            Misses = [.. limits.Misses(figures).Select(m => m.Text)],
        };
    }

    /// <summary>Negative when <paramref name="left"/> is better.</summary>
    public static int Compare(Score left, Score right) => left.Rank.CompareTo(right.Rank);

    /// <summary>True when <paramref name="left"/> is no worse in latency, energy and area, and better in one.</summary>
    public static bool Dominates(Score left, Score right) =>
        left.LatencyMilliseconds <= right.LatencyMilliseconds && left.EnergyMillijoules <= right.EnergyMillijoules && left.AreaGateEquivalents <= right.AreaGateEquivalents
        && (left.LatencyMilliseconds < right.LatencyMilliseconds || left.EnergyMillijoules < right.EnergyMillijoules || left.AreaGateEquivalents < right.AreaGateEquivalents);
}
