namespace HwAgent.Agent.Reports.Views;

/// <summary>Operators that the accelerator does not run.</summary>
internal sealed record ElsewhereView(IReadOnlyList<Fact> Operators)
{
    public static ElsewhereView From(ReportInput input) => new(
        [.. input.Result.Workload.NotOnAccelerator.OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).Select(o => new Fact(o.Key, NumberText.Count(o.Value)))]);
}
