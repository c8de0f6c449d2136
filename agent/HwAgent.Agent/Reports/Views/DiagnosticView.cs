using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Reports.Views;

/// <summary>One finding of a check.</summary>
internal sealed record DiagnosticView(string Stage, string Severity, string Tool, string Code, string Place, string Message, string Advice, string Excerpt)
{
    public static DiagnosticView Of(string stage, Diagnostic d) => new(
        stage, d.Severity.ToString().ToLowerInvariant(), d.Tool, d.Code,
        d.File is null ? "" : d.File + (d.Line is { } line ? $":{line}" : "") + (d.Line is not null && d.Column is { } column ? $":{column}" : ""),
        PlainText.Cut(d.Message, CandidateView.LongestText), PlainText.Cut(d.Advice ?? "", CandidateView.LongestText), PlainText.Cut(d.Excerpt ?? "", CandidateView.LongestText));
}
