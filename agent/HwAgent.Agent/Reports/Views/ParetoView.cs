using HwAgent.Agent.Reports.Drawing;

namespace HwAgent.Agent.Reports.Views;

/// <summary>The designs that were found, latency against area.</summary>
internal sealed record ParetoView(Markup Plot, IReadOnlyList<string> Notes)
{
    public static ParetoView From(ReportInput input)
    {
        var result = input.Result;
        var notes = new List<string>();
        if (result.ParetoFront.Count > 0) notes.Add($"No correct candidate is better in latency, energy and area at once than {string.Join(", ", result.ParetoFront)}.");
        var failed = result.Candidates.Where(c => c.Score is null).Select(c => c.Id).ToArray();
        if (failed.Length > 0) notes.Add($"Not in the plot, because not correct: {string.Join(", ", failed)}.");
        return new ParetoView(ParetoPlot.Draw(ParetoData.From(input)), notes);
    }
}
