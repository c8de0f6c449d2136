using HwAgent.Evaluation.Scoring;

namespace HwAgent.Agent.Reports.Views;

/// <summary>What the language model cost, and how its design compares with the expert's.</summary>
internal sealed record UsageView(IReadOnlyList<Fact> Facts, IReadOnlyList<ComparisonRow> Rows, string Comparison)
{
    public static UsageView From(ReportInput input)
    {
        var usage = input.Result.Usage;
        List<Fact> facts =
        [
            new("Model", input.Spec.Model ?? "not named in the spec"),
            new("Requests answered", NumberText.Count(usage.Requests)),
            new("Tokens sent", NumberText.Count(usage.PromptTokens)),
            new("Tokens received", NumberText.Count(usage.CompletionTokens)),
            // A price that nobody gave is not a price of nothing.
            new("Cost", usage.CostUsd is { } cost ? $"{cost:#,0.00####} USD" : "unknown: no price is known for this model"),
        ];
        var baseline = input.Result.ExpertBaseline;
        if (input.Best is { Score: { } model } && baseline is { Score: { } expert }) return new UsageView(facts, Compare(model, expert), Judge(model, expert));
        return new UsageView(facts, [], baseline switch
        {
            null => "There is no expert baseline to compare with.",
            { Score: null } => "The expert's design did not pass the checks, so there is nothing to compare with.",
            _ => $"The model has no correct design; the expert's takes {NumberText.Latency(baseline.Score!.LatencyMilliseconds)}, {NumberText.Energy(baseline.Score.EnergyMillijoules)} and {NumberText.Whole(baseline.Score.AreaGateEquivalents)} GE.",
        });
    }

    private static IReadOnlyList<ComparisonRow> Compare(Score model, Score expert) =>
    [
        ComparisonRow.Of("Latency", "ms", model.LatencyMilliseconds, expert.LatencyMilliseconds, v => NumberText.Significant(v, 4)),
        ComparisonRow.Of("Energy", "mJ", model.EnergyMillijoules, expert.EnergyMillijoules, v => NumberText.Significant(v, 4)),
        ComparisonRow.Of("Area", "GE", model.AreaGateEquivalents, expert.AreaGateEquivalents, NumberText.Whole),
        ComparisonRow.Of("On-chip memory", "KiB", model.OnChipKib, expert.OnChipKib, v => NumberText.Significant(v, 5)),
        ComparisonRow.Of("Budgets missed", "", model.Misses.Count, expert.Misses.Count, NumberText.Whole),
    ];

    private static string Judge(Score model, Score expert) => Scorer.Compare(model, expert) switch
    {
        < 0 => "The model's design is better than the expert's under this spec.",
        > 0 => "The expert's design is better than the model's under this spec.",
        _ => "The model's design is as good as the expert's under this spec.",
    };
}
