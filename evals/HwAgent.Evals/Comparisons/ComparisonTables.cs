using System.Globalization;
using HwAgent.Evals.Results;

namespace HwAgent.Evals.Comparisons;

/// <summary>A comparison as Markdown tables.</summary>
public static class ComparisonTables
{
    public static IEnumerable<string> Lines(RunsComparison comparison)
    {
        yield return $"{comparison.Benchmark}, 95 % bootstrap intervals over problems";
        yield return "";
        yield return "| Run | Model | Strategy | Strict | pass@k, strict | pass@1, official | Tokens | Cost | Cost of one solved |";
        yield return "|---|---|---|---|---|---|---|---|---|";
        foreach (var run in comparison.Runs)
        {
            var cost = run.CostPerSolvedUsd is { } each ? Format($"{each:0.0000} USD") : "";
            yield return Format($"| {Cell(run.Name)}{(run.Complete ? "" : " (not complete)")} | {Cell(run.Model)} | {run.Strategy} | {run.Strict.Passed} of {run.Strict.Total} | {PassAtK(run.Strict)} | {run.Official.PassAt1:0.000} | {run.Usage.TotalTokens} | {ResultLines.Cost(run.Usage.CostUsd)} | {cost} |");
        }

        yield return "";
        yield return "| Against the first | Problems | Won | Lost | pass@1 difference | McNemar p | Won on | Lost on |";
        yield return "|---|---|---|---|---|---|---|---|";
        foreach (var pair in comparison.Pairs)
        {
            var d = pair.Difference;
            yield return Format($"| {Cell(pair.Second)} | {pair.Problems} | {pair.Won.Count} | {pair.Lost.Count} | {d.Value:+0.000;-0.000;0.000} [{d.Low:+0.000;-0.000;0.000}, {d.High:+0.000;-0.000;0.000}] | {pair.PValue:0.0000} | {string.Join(", ", pair.Won)} | {string.Join(", ", pair.Lost)} |");
        }
    }

    private static string PassAtK(Score score) => string.Join(", ", score.PassAtK.Select(pair => Format($"{pair.Key}: {pair.Value.Value:0.000} [{pair.Value.Low:0.000}, {pair.Value.High:0.000}]")));

    private static string Cell(string text) => text.Replace('|', '/');

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
