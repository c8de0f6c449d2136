using HwAgent.Agent.Reports.Views;
using HwAgent.Agent.Runs;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Scoring;

namespace HwAgent.Agent.Reports;

/// <summary>What a run found, in ten to twenty lines for a terminal.</summary>
public static class ConsoleSummary
{
    private const int LineLength = 160;
    private const int MostMisses = 4;

    /// <summary>Plain lines without line ends or control characters.</summary>
    /// <param name="result">The run.</param>
    /// <param name="spec">What was asked.</param>
    /// <param name="runDirectory">Where the files are, as the user should type it; null names them relative to it.</param>
    public static IReadOnlyList<string> Lines(RunResult result, DesignSpec spec, string? runDirectory = null)
    {
        var lines = new List<string> { Verdict(result) };
        lines.AddRange(result.Misses.Take(MostMisses).Select(m => $"  misses: {m}"));
        if (result.Misses.Count > MostMisses) lines.Add($"  and {result.Misses.Count - MostMisses} more");
        lines.Add(Row("stopped", Words.Of(result.StopReason)));
        if (result.Best is { Score: { } score } best) lines.AddRange(Design(best, score, spec));
        lines.Add(Row("candidates", $"{result.Candidates.Count} checked, {result.Candidates.Count(c => c.IsCorrect)} correct, {result.Candidates.Count(c => c.Score is { MeetsSpec: true })} within every budget"));
        lines.Add(Row("search", $"{NumberText.Count(result.Search.PointsConsidered)} design points, {NumberText.Count(result.Search.PointsExact)} computed exactly"
            + (result.Search.Proof is { } proof ? $"; its best {Words.Of(proof)} over {Words.Plural(result.Search.Arrays, "array")}" : "")));
        if (result.Usage.Requests > 0)
        {
            var cost = result.Usage.CostUsd is { } usd ? $"{usd:#,0.00####} USD" : "cost unknown";
            lines.Add(Row("model", $"{Words.Plural(result.Usage.Requests, "request")}, {NumberText.Count(result.Usage.PromptTokens)} tokens sent, {NumberText.Count(result.Usage.CompletionTokens)} received, {cost}"));
        }

        if (result.ExpertBaseline is { Score: { } expert })
            lines.Add(Row("expert", $"{NumberText.Latency(expert.LatencyMilliseconds)}, {NumberText.Energy(expert.EnergyMillijoules)}, {NumberText.Area(expert.AreaGateEquivalents)}"));
        if (result.Workload.NotOnAccelerator.Count > 0)
            lines.Add(Row("not included", string.Join(", ", result.Workload.NotOnAccelerator.Keys.Order(StringComparer.Ordinal)) + " (not on the accelerator)"));
        lines.Add(Row("files", $"{InDirectory("report.html")}, {InDirectory("result.json")}{(result.Best is null ? "" : $", {InDirectory("best/")}")}"));
        return [.. lines.Select(OneLine)];

        string InDirectory(string file) => runDirectory is null ? file : Path.Combine(runDirectory, file);
    }

    private static string Verdict(RunResult result)
    {
        var verdict = result.SpecMet ? "spec met" : result.Best is null ? "spec not met: no correct design" : "spec not met";
        return $"{result.Name}: {verdict}";
    }

    private static IEnumerable<string> Design(CandidateEvaluation best, Score score, DesignSpec spec)
    {
        var budget = spec.Budget;
        yield return Row("best", $"{best.Id} by {best.Origin}: {Words.Of(best.Parameters)}");
        yield return Row("latency", $"{NumberText.Latency(score.LatencyMilliseconds)}{Of(score.LatencyMilliseconds, budget.LatencyMilliseconds, NumberText.Latency)}, "
            + $"{NumberText.Count(best.PredictedCycles)} cycles at {NumberText.Metric(budget.ClockMegahertz * 1e6, "Hz")}, array {NumberText.Percent(best.Utilisation)} used");
        yield return Row("energy", $"{NumberText.Energy(score.EnergyMillijoules)}{Of(score.EnergyMillijoules, budget.EnergyMillijoules, NumberText.Energy)}");
        var error = best.Synthesis is { } synthesis ? $", predicted with an error of {NumberText.Difference(AreaView.PredictionError(synthesis))}" : "";
        yield return Row("area", $"{NumberText.Area(score.AreaGateEquivalents)}{Of(score.AreaGateEquivalents, budget.AreaGateEquivalents, NumberText.Area)}{error}");
        yield return Row("on chip", $"{NumberText.Kib(score.OnChipKib)}{Of(score.OnChipKib, budget.OnChipKib, NumberText.Kib)}");
        if (best.Simulation is not { } simulation) yield break;
        var agreement = CycleAgreement.Of(simulation);
        var equal = simulation.Cycles == simulation.PredictedCycles ? "= predicted" : $"≠ predicted ({NumberText.Count(simulation.PredictedCycles)})";
        yield return Row("measured", (agreement.Full > 0 ? $"{NumberText.Count(simulation.Cycles)} cycles {equal}, {agreement.Coverage}; " : "no product at full size; ") + agreement.Equality);
        yield return Row("bit-exact", $"{NumberText.Count(simulation.Vectors)} results compared, {NumberText.Count(simulation.Mismatches)} wrong, {Words.Plural(simulation.StressRuns, "stress run")}");
    }

    private static string Of(double value, double? budget, Func<double, string> format) => budget is { } limit ? $" ({NumberText.Percent(value / limit)} of {format(limit)})" : "";

    private static string Row(string label, string text) => $"  {label,-12}  {text}";

    /// <summary>Names come from users and models: a line feed or an escape sequence in one must not reach the terminal.</summary>
    private static string OneLine(string line) => PlainText.Cut(PlainText.Clean(line).Replace('\n', ' ').Replace('\t', ' '), LineLength);
}
