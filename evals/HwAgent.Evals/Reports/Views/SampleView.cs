using System.Text;
using HwAgent.Agent.Reports;
using HwAgent.Agent.Reports.Views;
using HwAgent.Agent.Solving;
using HwAgent.Evals.Results;
using HwAgent.Evals.Runs;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Reports.Views;

/// <summary>One answer: its code, what was found, and how it changed from turn to turn.</summary>
internal sealed record SampleView(string Name, string Verdict, string Tone, string Reason, string File, string Code, IReadOnlyList<DiagnosticView> Diagnostics, IReadOnlyList<TurnView> Turns, bool IsWhole)
{
    private const int LongestCode = 60_000, LongestReason = 200, MostDiagnostics = 12;

    /// <param name="sample">The answer.</param>
    /// <param name="whole">With code and turns; without, only the line that names it.</param>
    public static SampleView Of(SampleResult sample, bool whole)
    {
        var grade = sample.Grade;
        var name = SampleJob.SampleName(sample.Problem, sample.Sample);
        var verdict = $"strict {ResultBuilder.Word(grade.Strict)}, official {grade.OfficialPassed switch { true => "passed", false => "failed", null => "not applied" }} ({grade.OfficialReason})";
        var tone = grade.Strict == StrictVerdict.Passed ? "met" : grade.Strict == StrictVerdict.Failed ? "missed" : "";
        var reason = PlainText.Line(grade.Diagnostics.Count > 0 && grade.Outcome != RtlOutcome.Correct ? grade.Diagnostics[0].Message : ResultBuilder.Word(grade.Outcome).Replace('_', ' '), LongestReason);
        return new SampleView(
            name, verdict, tone, reason, $"samples/{sample.Problem}/{name}.sv", whole ? PlainText.Cut(sample.Solution.Code ?? "", LongestCode) : "",
            whole ? Views(ResultBuilder.Word(grade.Outcome), grade.Diagnostics) : [], whole && sample.Solution.Turns.Count > 1 ? TurnsOf(sample.Solution.Turns) : [], whole);
    }

    private static List<TurnView> TurnsOf(IReadOnlyList<SolutionTurn> turns)
    {
        var views = new List<TurnView>();
        string? before = null;
        foreach (var turn in turns)
        {
            var isFirst = before is null;
            var difference = before is not null && turn.Code is not null ? Difference(before, turn.Code) : Markup.None;
            views.Add(new TurnView(turn.Number, turn.Model, turn.Stage, isFirst ? PlainText.Cut(turn.Code ?? "", LongestCode) : "", difference, Views(turn.Stage, turn.Diagnostics)));
            before = turn.Code ?? before;
        }

        return views;
    }

    private static List<DiagnosticView> Views(string stage, IReadOnlyList<Core.Diagnostics.Diagnostic> diagnostics) => [.. diagnostics.Take(MostDiagnostics).Select(finding => DiagnosticView.Of(stage, finding))];

    private static Markup Difference(string before, string after)
    {
        var lines = TextDifference.Of(before, after);
        if (lines.Count == 0) return new Markup("<p class=\"aside\">The same code again.</p>");
        var html = new StringBuilder("<pre class=\"diff\">");
        foreach (var (mark, text) in lines)
        {
            var line = PlainText.EscapeHtml($"{mark} {text}");
            html.Append(mark switch { '+' => $"<ins>{line}</ins>", '-' => $"<del>{line}</del>", _ => line }).Append('\n');
        }

        return new Markup(html.Append("</pre>").ToString());
    }
}
