using System.Globalization;

namespace HwAgent.Evals.Results;

/// <summary><c>results.csv</c>: one line an answer (RFC 4180).</summary>
public static class ResultsCsv
{
    private const string Header = "problem,category,sample,official,official_reason,strict,outcome,reason,simulator,compared,mismatches,turns,stop_reason,model,requests,prompt_tokens,completion_tokens,cost_usd,trouble";

    public static string Write(EvalResult result)
    {
        var lines = from problem in result.Problems
                    from s in problem.Samples
                    select string.Join(',', ((string[])
                    [
                        problem.Id, problem.Category, Number(s.Sample), s.Official switch { true => "1", false => "0", null => "" }, s.OfficialReason, ResultBuilder.Word(s.Strict), ResultBuilder.Word(s.Outcome),
                        s.Reason, s.Simulator, Number(s.Compared), Number(s.Mismatches), Number(s.Turns), ResultBuilder.Word(s.StopReason), s.Model, Number(s.Usage.Requests), Number(s.Usage.PromptTokens),
                        Number(s.Usage.CompletionTokens), s.Usage.CostUsd?.ToString(CultureInfo.InvariantCulture) ?? "", string.Join(' ', s.Trouble.Select(t => $"{t.Key}:{t.Value}")),
                    ]).Select(Field));
        return string.Concat(lines.Prepend(Header).Select(line => line + "\n"));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Field(string text)
    {
        // A text that a model wrote must not become a formula in a spreadsheet.
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@') text = "'" + text;
        return text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
