using System.Globalization;

namespace HwAgent.Evals.Results;

/// <summary>A run in a few lines, for the terminal.</summary>
public static class ResultLines
{
    public static IEnumerable<string> Of(EvalResult result, string folder)
    {
        yield return $"{result.Benchmark}, {result.Model}{(result.Strategy == Solvers.SolverNames.None ? "" : ", " + result.Strategy + (result.Feedback == "none" ? "" : $" (feedback: {result.Feedback})"))}";
        yield return Score("strict", result.Strict, result.Excluded.Count == 0 ? "" : $"; excluded: {string.Join(", ", result.Excluded)}");
        yield return Score("official", result.Official, Format($"; as the harness prints it: {result.Official.HarnessMean:0.00}"));
        foreach (var (name, counts) in (IEnumerable<(string, IReadOnlyDictionary<string, int>)>)[("outcomes", result.Outcomes), ("trouble", result.Trouble)])
        {
            if (counts.Count > 0) yield return $"  {name + ":",-10}{string.Join(", ", counts.Select(count => $"{count.Key.Replace('_', ' ')} {count.Value}"))}";
        }

        if (result.Strategy == "loop") yield return $"  turns:    passed within {string.Join(", ", result.PassedByTurns.Select(turns => $"{turns.Key}: {turns.Value}"))}";
        if (result.Unreachable > 0) yield return $"  {result.Unreachable} answers count as failures because no model could be reached; --resume asks again";
        if (result.Usage.Requests > 0) yield return Format($"  usage:    {result.Usage.Requests} requests, {result.Usage.PromptTokens} + {result.Usage.CompletionTokens} tokens, {Cost(result.Usage.CostUsd)}");
        if (!result.Complete) yield return "  not complete: a budget was spent; --resume goes on";
        yield return $"  report:   {Path.Combine(folder, "report.html")}";
    }

    public static string Cost(decimal? dollars) => dollars is { } known ? Format($"{known:0.0000} USD") : "cost unknown (no price)";

    private static string Score(string name, Score score, string more)
    {
        var passAtK = string.Join(", ", score.PassAtK.Select(pair => Format($"pass@{pair.Key} {pair.Value.Value:0.000} [{pair.Value.Low:0.000}, {pair.Value.High:0.000}]")));
        return Format($"  {name + ":",-10}{score.Passed} of {score.Total} answers, {passAtK}") + more;
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
