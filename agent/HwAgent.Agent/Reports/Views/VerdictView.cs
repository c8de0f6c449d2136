namespace HwAgent.Agent.Reports.Views;

/// <summary>Whether the spec is met, and by what; the tone is a CSS class: <c>met</c>, <c>missed</c> or <c>none</c>.</summary>
internal sealed record VerdictView(string Headline, string Tone, string Sentence, IReadOnlyList<string> Misses, IReadOnlyList<Gauge> Gauges, IReadOnlyList<Fact> Checks)
{
    public static VerdictView From(ReportInput input)
    {
        var result = input.Result;
        var stopped = $"The run ended because {Words.Of(result.StopReason)}.";
        if (input.Best is not { Score: { } score } best)
        {
            var checkedCount = result.Candidates.Count == 0 ? "No candidate was checked." : $"{Words.Plural(result.Candidates.Count, "candidate")} checked, none correct.";
            return new VerdictView("Spec not met: no correct design", "none", $"{checkedCount} {stopped}", result.Misses, [], []);
        }

        var budget = input.Spec.Budget;
        Gauge[] gauges =
        [
            Gauge.Of("Latency of one pass", score.LatencyMilliseconds, budget.LatencyMilliseconds, NumberText.Latency),
            Gauge.Of("Energy of one pass", score.EnergyMillijoules, budget.EnergyMillijoules, NumberText.Energy),
            Gauge.Of("Area of the logic", score.AreaGateEquivalents, budget.AreaGateEquivalents, NumberText.Area),
            Gauge.Of("On-chip memory", score.OnChipKib, budget.OnChipKib, NumberText.Kib),
        ];
        var headline = result.SpecMet ? "Spec met" : $"Spec not met: {Words.Plural(result.Misses.Count, "miss", "misses")}";
        return new VerdictView(
            headline,
            result.SpecMet ? "met" : "missed",
            $"Best design: candidate {best.Id} by {PlainText.Line(best.Origin, 80)}, {Words.Of(best.Parameters)}. {stopped}",
            result.Misses,
            gauges,
            Evidence.Of(best));
    }
}
