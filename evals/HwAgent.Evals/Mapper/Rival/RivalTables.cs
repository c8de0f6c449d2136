using System.Globalization;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>A run against the rival as text.</summary>
public static class RivalTables
{
    /// <summary>A row a case, then the summary.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<RivalRow> rows) =>
    [
        "| Case | Product | Hardware | Objective | Ours | Rival's | Ours / rival's | Proven | Gap | Considered | s | Rival: costed | Drawn | s | By | To the same quality: costed | s | Ours, s | Times faster |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
        .. rows.Select(Line),
        "",
        .. Summary(rows),
    ];

    /// <summary>What must be none, and what is interesting.</summary>
    public static IEnumerable<string> Summary(IReadOnlyList<RivalRow> rows)
    {
        var beaten = rows.Where(r => r.RivalBetterIn > 0).ToList();
        var compared = rows.Where(r => r.Ratio is not null).ToList();
        var speedups = rows.Select(r => r.Speedup).OfType<double>().Order().ToList();
        yield return Format($"cases in which the rival is better: {beaten.Count} of {rows.Count}{List(beaten)}; of them in the objective's first figure: {beaten.Count(r => r.RivalBetterIn == 1)}");
        yield return Format($"cases with mappings that cannot run: {rows.Count(r => r.Findings.Count > 0)}{List([.. rows.Where(r => r.Findings.Count > 0)])}");
        yield return Format($"cases for which neither found a mapping: {rows.Count(r => r.Ours is null && r.Rivals is null)}; the rival alone found none: {rows.Count(r => r.Ours is not null && r.Rivals is null)}");
        if (compared.Count > 0) yield return Format($"ours over the rival's, geometric mean: {Math.Exp(compared.Average(r => Math.Log(r.Ratio!.Value))):0.0000}; proven optimal in {rows.Count(r => r.IsOptimal)}");
        if (speedups.Count > 0) yield return Format($"times faster to the same quality: median {speedups[speedups.Count / 2]:0.#}, least {speedups[0]:0.#}; longest search {rows.Max(r => r.Seconds):0.00} s of one core");
        yield return Format($"rival: {rows.Sum(r => r.RivalEvaluations):N0} mappings costed, {rows.Sum(r => r.RivalDraws):N0} drawn, {rows.Sum(r => r.RivalEvaluations) / rows.Sum(r => r.RivalSeconds):N0} costed a second of one core");
    }

    private static string Line(RivalRow r) => Format(
        $"| {r.Seed}/{r.Index} | {r.Product} | {r.Hardware} | {r.Objective}, {r.Account} | {r.Ours?.First:0.######e0} | {r.Rivals?.First:0.######e0} | {r.Ratio:0.0000}{(r.RivalBetterIn > 0 ? $" **worse in {r.RivalBetterIn}**" : "")}{(r.Findings.Count > 0 ? " **invalid**" : "")} | {(r.IsOptimal ? "yes" : "no")} | {r.Gap:P1} | {r.Considered:N0} | {r.Seconds:0.00} | {r.RivalEvaluations:N0} | {r.RivalDraws:N0} | {r.RivalSeconds:0.00} | {r.Method} | {r.RivalEvaluationsToQuality:N0} | {r.RivalSecondsToQuality:0.000} | {r.SecondsToQuality:0.000} | {r.Speedup:0.#} |");

    private static string List(List<RivalRow> rows) => rows.Count == 0 ? "" : $" ({string.Join(", ", rows.Select(r => Format($"{r.Seed}/{r.Index}")))})";

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
