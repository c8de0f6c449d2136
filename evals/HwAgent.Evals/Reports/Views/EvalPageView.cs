using HwAgent.Agent.Reports;
using HwAgent.Agent.Reports.Views;
using HwAgent.Evals.Solvers;

namespace HwAgent.Evals.Reports.Views;

/// <summary>The frame of the page.</summary>
internal sealed record EvalPageView(string Title, string Subtitle, string Version, string Commit, Markup Style, IReadOnlyList<SectionView> Sections)
{
    public static EvalPageView From(EvalReportInput input, IReadOnlyList<SectionView> sections)
    {
        var result = input.Result;
        var strategy = result.Strategy == SolverNames.None ? "" : $", {result.Strategy}";
        return new EvalPageView(
            $"{result.Benchmark}: {PlainText.Line(result.Model, 80)}",
            $"{Words.Plural(result.Problems.Count, "problem")}, {Words.Plural(result.SamplesPerProblem, "answer")} to each{strategy}{(result.Complete ? "" : "; not complete: a budget was spent")}",
            input.Version, input.Commit,
            new Markup(ReportTemplates.Read("report.css") + ReportTemplates.Read(typeof(EvalReport).Assembly, "eval.css")),
            sections);
    }
}
