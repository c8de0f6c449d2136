using HwAgent.Agent.Runs;

namespace HwAgent.Agent.Reports.Views;

/// <summary>What the expert search looked at and why it turned hardware down.</summary>
internal sealed record SearchView(IReadOnlyList<Fact> Facts, IReadOnlyList<RejectionRow> Rejections, bool IsYardstick)
{
    public static SearchView From(ReportInput input)
    {
        var search = input.Result.Search;
        var most = search.Rejections.Values.DefaultIfEmpty(1).Max();
        return new SearchView(
            [
                new("Design points considered", NumberText.Count(search.PointsConsidered), "hardware and mapping, most judged by a bound"),
                new("Computed exactly", NumberText.Count(search.PointsExact), "cycle by cycle"),
                .. Proof(search),
                new("On the predicted front", NumberText.Count(search.Front.Count), "latency, energy, area"),
                new("Hardware rejected", NumberText.Count(search.Rejections.Values.Sum()), Words.Plural(search.Rejections.Count, "reason")),
            ],
            [.. search.Rejections.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal)
                .Select(r => new RejectionRow(r.Key, NumberText.Count(r.Value), (most > 0 ? 100.0 * r.Value / most : 0).ToString("0.##")))],
            input.UsesModel);
    }

    private static IEnumerable<Fact> Proof(SearchSummary search)
    {
        if (search.Proof is { } proof)
            yield return new("Its best design", Words.Of(proof), $"{proof.Minimised}, over {Words.Plural(search.Arrays, "array")} with all buffers and mappings within the budget");
    }
}
