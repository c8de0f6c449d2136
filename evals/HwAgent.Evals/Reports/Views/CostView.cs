using System.Globalization;
using HwAgent.Agent.Reports;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Reports.Views;

/// <summary>What was spent, and what it bought.</summary>
internal sealed record CostView(Markup Plot, IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    public static CostView From(EvalReportInput input)
    {
        var (result, usage) = (input.Result, input.Result.Usage);
        var judged = input.Samples.Where(sample => sample.Grade.Strict != StrictVerdict.Excluded).ToList();
        // Money where every price is known, tokens otherwise.
        var priced = usage.CostUsd is > 0;
        var plot = CostCurve.Draw(
            [.. judged.Select(sample => (priced ? (double)sample.Solution.Usage.CostUsd!.Value : sample.Solution.Usage.TotalTokens, sample.Grade.Strict == StrictVerdict.Passed))], priced ? "US dollars" : "tokens");
        var facts = new List<KeyValuePair<string, string>>
        {
            KeyValuePair.Create("Requests", NumberText.Count(usage.Requests)),
            KeyValuePair.Create("Retries", NumberText.Count(usage.Retries)),
            KeyValuePair.Create("Tokens read", $"{NumberText.Count(usage.PromptTokens)}, {NumberText.Count(usage.CachedTokens)} of them cached"),
            KeyValuePair.Create("Tokens written", NumberText.Count(usage.CompletionTokens)),
            KeyValuePair.Create("Cost", usage.CostUsd is { } cost ? cost.ToString("0.0000", CultureInfo.InvariantCulture) + " US dollars" : "unknown: no price for a model"),
        };
        if (result.Strict.Passed > 0) facts.Add(KeyValuePair.Create("Tokens for each answer that passed", NumberText.Whole((double)usage.TotalTokens / result.Strict.Passed)));
        return new CostView(plot, facts);
    }
}
