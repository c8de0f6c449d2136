using HwAgent.Agent.Reports.Drawing;
using HwAgent.Evaluation.Candidates;

namespace HwAgent.Agent.Reports.Views;

/// <summary>A candidate and its fate.</summary>
internal sealed record CandidateView(
    string Id, string Origin, string Design, Markup Stages, string Fate, string Tone, string Cycles, string Utilisation, string Latency, string Energy, string Area, string OnChip,
    string Rationale, string ProposedUnits, string Findings, IReadOnlyList<DiagnosticView> Diagnostics, int DiagnosticsLeftOut, IReadOnlyList<string> Misses, string Times)
{
    /// <summary>A text of a model or a tool is cut here; <c>result.json</c> has it whole.</summary>
    public const int LongestText = 4000;

    private const int MostDiagnostics = 25;

    public static CandidateView Of(ReportInput input, CandidateEvaluation c)
    {
        var diagnostics = c.Stages.SelectMany(s => s.Diagnostics.Select(d => (s.Stage, Diagnostic: d))).ToArray();
        var times = input.Context.Timings?.Where(t => t.CandidateId == c.Id).Select(t => $"{Words.Of(t.Stage)} {NumberText.Metric(t.WallTime.TotalSeconds, "s")}") ?? [];
        var (fate, tone) = FateOf(input, c);
        return new CandidateView(
            c.Id, c.Origin, Words.Of(c.Parameters), StageStrip.Draw(c.Stages), fate, tone,
            NumberText.Count(c.PredictedCycles), NumberText.Percent(c.Utilisation),
            c.Score is { } score ? NumberText.Significant(score.LatencyMilliseconds, 4) : NumberText.None,
            c.Score is { } s2 ? NumberText.Significant(s2.EnergyMillijoules, 4) : NumberText.None,
            c.Score is { } s3 ? NumberText.Whole(s3.AreaGateEquivalents) : NumberText.None,
            c.Score is { } s4 ? NumberText.Significant(s4.OnChipKib, 5) : NumberText.None,
            PlainText.Cut(c.Rationale, LongestText), string.Join(", ", c.ProposedUnits), FindingsOf(c),
            [.. diagnostics.Take(MostDiagnostics).Select(d => DiagnosticView.Of(Words.Of(d.Stage), d.Diagnostic))],
            Math.Max(0, diagnostics.Length - MostDiagnostics), c.Score?.Misses ?? [], string.Join(", ", times));
    }

    private static (string Fate, string Tone) FateOf(ReportInput input, CandidateEvaluation c)
    {
        if (c.Stages.FirstOrDefault(s => !s.Passed) is { } failed) return ($"failed: {Words.Of(failed.Stage)}", "missed");
        if (c.Score is not { } score) return (c.Stages.Count == 0 ? "not checked" : $"checked up to {Words.Of(c.Stages[^1].Stage)}", "none");
        var words = new List<string>();
        if (c.Id == input.Result.Best?.Id) words.Add("best");
        if (input.Result.ParetoFront.Contains(c.Id)) words.Add("on the front");
        if (!score.MeetsSpec) words.Add(Words.Plural(score.Misses.Count, "miss", "misses"));
        return (words.Count == 0 ? "correct, dominated" : string.Join(", ", words), score.MeetsSpec ? "met" : "none");
    }

    private static string FindingsOf(CandidateEvaluation c)
    {
        var parts = new List<string>();
        if (c.Lint is { } lint) parts.Add(Words.Plural(lint.Warnings, "lint warning"));
        if (c.Simulation is { } s) parts.Add($"{NumberText.Count(s.Vectors)} results compared, {NumberText.Count(s.Mismatches)} wrong; {NumberText.Count(s.Cycles)} cycles measured, {NumberText.Count(s.PredictedCycles)} predicted");
        if (c.Synthesis is { } y)
        {
            parts.Add($"{NumberText.Whole(y.AreaGateEquivalents)} GE synthesised, {NumberText.Whole(y.PredictedAreaGateEquivalents)} predicted; "
                + $"{NumberText.Count(y.FlipFlops)} flip-flops, {NumberText.Count(y.MemoryBits)} memory bits, logic depth {y.LogicDepth}");
        }

        return string.Join("; ", parts);
    }
}
