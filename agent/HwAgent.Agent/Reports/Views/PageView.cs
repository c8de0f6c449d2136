namespace HwAgent.Agent.Reports.Views;

/// <summary>The frame of the page.</summary>
internal sealed record PageView(string Title, string Subtitle, string Version, string Commit, Markup Style, IReadOnlyList<SectionView> Sections)
{
    public static PageView From(ReportInput input, IReadOnlyList<SectionView> sections)
    {
        var workload = input.Result.Workload;
        return new PageView(
            input.Result.Name,
            $"{workload.Name}, {workload.Phase}: {NumberText.Metric(workload.Macs, "MAC")} a pass, {NumberText.Metric(workload.Parameters, "").TrimEnd()} parameters, {Words.Plural(workload.Products, "distinct matrix product")}",
            input.Context.Version,
            input.Context.Commit,
            new Markup(ReportTemplates.Read("report.css")),
            sections);
    }
}
