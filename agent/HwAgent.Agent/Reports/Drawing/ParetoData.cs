using HwAgent.Evaluation.Candidates;

namespace HwAgent.Agent.Reports.Drawing;

/// <summary>What the Pareto plot shows: the search front as predicted, and as checked the correct candidates and the expert's baseline under the name <c>expert</c>.</summary>
internal sealed record ParetoData(IReadOnlyList<ParetoPoint> Predicted, IReadOnlyList<ParetoPoint> Checked, double? LatencyBudget, double? AreaBudget)
{
    public IEnumerable<ParetoPoint> All => Predicted.Concat(Checked);

    public static ParetoData From(ReportInput input)
    {
        var result = input.Result;
        var candidates = result.Candidates.Where(c => c.Score is not null).Select(c => Point(c, c.Id, c.Id == result.Best?.Id)).ToList();
        if (result.ExpertBaseline is { Score: not null } baseline) candidates.Add(Point(baseline, ReportInput.ExpertOrigin, false));
        return new ParetoData(
            [.. result.Search.Front.Select(p => new ParetoPoint(p.Label, p.LatencyMilliseconds, p.EnergyMillijoules, p.AreaGateEquivalents, p.OnChipKib)).Where(p => p.HasPlace)],
            [.. candidates.Where(p => p.HasPlace)], input.Spec.Budget.LatencyMilliseconds, input.Spec.Budget.AreaGateEquivalents);
    }

    private static ParetoPoint Point(CandidateEvaluation c, string label, bool isBest) => new(
        label, c.Score!.LatencyMilliseconds, c.Score.EnergyMillijoules, c.Score.AreaGateEquivalents, c.Score.OnChipKib, c.Synthesis?.PredictedAreaGateEquivalents, isBest, c.Score.MeetsSpec);
}
