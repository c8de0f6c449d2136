using HwAgent.Agent.Reports;
using HwAgent.Agent.Reports.Views;
using HwAgent.Evals.Reports.Views;

namespace HwAgent.Evals.Reports;

/// <summary>
/// <c>report.html</c> of an evaluation: one page that needs nothing but itself (no network, no script). Whatever a model or a tool wrote
/// is shown as text. Equal input gives equal bytes.
/// </summary>
public static class EvalReport
{
    /// <summary>The page as text, to be written as UTF-8.</summary>
    public static string Render(EvalReportInput input)
    {
        var sections = new List<SectionView> { Section("eval-scores", "Scores", ScoresView.From(input)) };
        if (input.Result.Calibration is { } calibration) sections.Add(Section("eval-calibration", "Calibration of the grader", CalibrationView.From(calibration)));
        sections.Add(Section("eval-categories", "Pass rates by category", CategoriesView.From(input)));
        sections.Add(Section("eval-problems", "Pass rates by problem", ProblemsView.From(input)));
        sections.Add(Section("eval-errors", "Errors over turns", ErrorsView.From(input)));
        if (input.Result.Usage.Requests > 0) sections.Add(Section("eval-cost", "Cost against accuracy", CostView.From(input)));
        sections.Add(Section("eval-samples", "Answers", SamplesView.From(input)));
        sections.Add(Section("eval-reproduce", "Tools and how to reproduce", RunView.From(input)));
        return ReportTemplates.Render(typeof(EvalReport).Assembly, "eval-page", EvalPageView.From(input, sections)).Html + "\n";
    }

    private static SectionView Section(string id, string title, object view) => new(id, title, ReportTemplates.Render(typeof(EvalReport).Assembly, id, view));
}
