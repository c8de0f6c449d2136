using System.Globalization;
using System.Text;
using HwAgent.Evals.Statistics;

namespace HwAgent.Evals.Results;

/// <summary>
/// The run in the formats of VerilogEval's own <c>sv-iv-analyze</c>: the table it prints and the file that <c>--csv</c> writes, so that
/// scripts made for the official harness go on working. It tells the official score only.
/// </summary>
public static class HarnessSummary
{
    /// <summary>What <c>sv-iv-analyze</c> prints.</summary>
    public static string Text(EvalResult result)
    {
        var text = new StringBuilder("\n");
        var width = result.Problems.Select(problem => problem.Id.Length).DefaultIfEmpty(0).Max();
        double passRates = 0, diversity = 0;
        foreach (var problem in result.Problems)
        {
            var n = problem.Samples.Count;
            var rate = PassAtK.HarnessPercent(n, problem.OfficialPassed);
            passRates += rate;
            diversity += GiniSimpson(problem);
            var marks = string.Concat(problem.Samples.Select((sample, i) => (i != 0 && i % 5 == 0 ? " " : "") + Mark(sample)));
            text.Append(Format($"{problem.Id.PadRight(width)} [{problem.OfficialPassed:00}/{n:00}]({rate,3}%) {problem.Usage.TotalTokens / 1000.0,5:0.00} {marks.PadRight(24)}\n"));
        }

        var usage = result.Usage;
        var queries = Math.Max(1, result.Problems.Sum(problem => problem.Samples.Count));
        var count = Math.Max(1, result.Problems.Count);
        text.Append('\n');
        text.Append(Format($"pass_rate             = {passRates / count,10:0.00}\n"));
        text.Append(Format($"avg_gini_simpson_idx  = {diversity / count,10:0.00}\n"));
        text.Append(Format($"total_prompt_tokens   = {usage.PromptTokens,10}\n"));
        text.Append(Format($"total_resp_tokens     = {usage.CompletionTokens,10}\n"));
        text.Append(Format($"total_tokens          = {usage.TotalTokens,10}\n"));
        text.Append(Format($"avg_tokens_per_prompt = {(double)usage.PromptTokens / queries,10:0.00}\n"));
        text.Append(Format($"avg_tokens_per_resp   = {(double)usage.CompletionTokens / queries,10:0.00}\n"));
        text.Append(Format($"avg_tokens_per_query  = {(double)usage.TotalTokens / queries,10:0.00}\n"));
        text.Append(Format($"total_cost            = {usage.CostUsd ?? 0,10:0.00}\n"));
        return text.Append('\n').ToString();
    }

    /// <summary>What <c>sv-iv-analyze --csv</c> writes: problem, passes, samples, pass rate, the mark of each sample.</summary>
    public static string Csv(EvalResult result) => string.Concat(result.Problems.Select(problem =>
    {
        var rate = PassAtK.HarnessPercent(problem.Samples.Count, problem.OfficialPassed) / 100.0;
        // As Python prints a float: 0.0, 0.65, 1.0.
        return Format($"{problem.Id},{problem.OfficialPassed},{problem.Samples.Count},{rate:0.0#},{string.Join(',', problem.Samples.Select(Mark))}\n");
    }));

    /// <summary>One letter, <c>.</c> for a pass. The harness knows no answers without a verdict; theirs is <c>?</c>.</summary>
    private static string Mark(SampleSummary sample) =>
        sample.Official is true ? "." : sample.OfficialReason == "TIMEOUT" ? "T" : sample.OfficialReason.Length == 1 ? sample.OfficialReason : "?";

    /// <summary>How many different things happened: <c>1 - sum(p^2)</c>; failures at run time are told apart by their mismatches.</summary>
    private static double GiniSimpson(ProblemResult problem) =>
        1 - problem.Samples.GroupBy(sample => Mark(sample) == "R" ? Format($"{sample.Mismatches}") : Mark(sample)).Sum(group => Math.Pow((double)group.Count() / problem.Samples.Count, 2));

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
