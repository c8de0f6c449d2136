using System.Globalization;

namespace HwAgent.Evals.Mapper.RandomPruned;

/// <summary>A run against random draws as text: what the seed decides first, what the machine decides after it.</summary>
public static class RandomPrunedTables
{
    /// <summary>Two tables and a summary.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<RandomPrunedRow> rows) =>
    [
        $"| Case | Product | Hardware | Objective | Ours | Proven | Valid of the draws | {string.Join(" | ", RandomPrunedBenchmark.Milestones.Select(m => Format($"Drawn / ours at {m:N0}")))} | At the end | Draws to ours | Victory after | With |",
        $"|---|---|---|---|---|---|---|{string.Concat(RandomPrunedBenchmark.Milestones.Select(_ => "---|"))}---|---|---|---|",
        .. rows.Select(Quality),
        "",
        "| Case | Ours, ms | To our best, ms | Draws a second | Drawn / ours in 50 times our time | Draws to ours, s | Times longer | At Timeloop's rate | Victory's best, s | Ours to it, ms | Times longer | At Timeloop's rate |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
        .. rows.Select(Times),
        "",
        .. Summary(rows),
    ];

    private static IEnumerable<string> Summary(IReadOnlyList<RandomPrunedRow> rows)
    {
        yield return Format($"cases in which a draw is better than the mapper's mapping: {rows.Count(r => r.Ratio < 1 - 1e-9 || r.Ours is null && r.Valid > 0)} of {rows.Count}");
        yield return Format($"cases in which draws reach the mapper's figure: {rows.Count(r => r.DrawsToOurs is not null)}; in less than 50 times its time: {rows.Count(r => r.DrawSecondsToOurs is not null && r.TimesLonger < 50)}");
        yield return Line("times longer to the mapper's best, at least", rows.Select(r => r.TimesLonger), rows.Select(r => r.TimesLongerAtTimeloopsRate));
        yield return Line("times longer to what Timeloop's search ends with", rows.Select(r => r.VictoryTimesLonger), rows.Select(r => r.VictoryTimesLongerAtTimeloopsRate));
    }

    private static string Line(string what, IEnumerable<double?> here, IEnumerable<double?> there)
    {
        var (a, b) = (here.OfType<double>().Order().ToList(), there.OfType<double>().Order().ToList());
        return a.Count == 0 ? $"{what}: no case" : Format($"{what}: median {a[a.Count / 2]:N1}, least {a[0]:N1}; at the highest rates recorded for Timeloop: median {b[b.Count / 2]:N0}, least {b[0]:N0}");
    }

    private static string Quality(RandomPrunedRow r) => Format(
        $"| {r.Index} | {r.Product} | {r.Hardware} | {r.Objective} | {r.Ours:0.######e0} | {(r.IsOptimal ? "yes" : "no")} | {r.Valid:N0} of {r.Draws:N0} | {string.Join(" | ", r.RatiosByDraws.Select((ratio, i) => RandomPrunedBenchmark.Milestones[i] > r.Draws ? "" : Ratio(ratio)))} | {Ratio(r.Ratio)} | {(r.DrawsToOurs is { } draws ? Format($"{draws:N0}") : "never")} | {r.VictoryDraws:N0} | {Ratio(r.VictoryRatio)} |");

    private static string Times(RandomPrunedRow r) => Format(
        $"| {r.Index} | {r.Seconds * 1000:N1} | {r.SecondsToBest * 1000:N1} | {r.Draws / r.DrawSeconds:N0} | {Ratio(r.RatioIn50Times)} | {(r.DrawSecondsToOurs is { } s ? Format($"{s:N2}") : Format($"> {r.DrawSeconds:N1}"))} | {Bound(r)}{r.TimesLonger:N1} | {Bound(r)}{r.TimesLongerAtTimeloopsRate:N0} | {r.VictorySeconds:N3} | {r.SecondsToVictory * 1000:N1} | {r.VictoryTimesLonger:N1} | {r.VictoryTimesLongerAtTimeloopsRate:N0} |");

    private static string Bound(RandomPrunedRow r) => r.DrawsToOurs is null ? "> " : "";

    private static string Ratio(double? ratio) => ratio is { } value ? Format($"{value:0.0000}") : "nothing";

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
