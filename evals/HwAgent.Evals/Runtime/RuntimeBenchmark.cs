using System.Globalization;
using HwAgent.Core.Integer.Kernels;

namespace HwAgent.Evals.Runtime;

/// <summary>Speed of the integer runtime: kernels alone, whole models beside the memory's bandwidth, ways to decode against each other, and what speculation gains.</summary>
public static class RuntimeBenchmark
{
    private const int Rounds = 9;
    private const int QuickRounds = 3;
    private const int ComparisonRounds = 60;
    private const int QuickComparisonRounds = 20;
    private const int SpeculatedTokens = 64;
    private const int QuickSpeculatedTokens = 32;

    private static readonly RuntimeModel[] Models =
    [
        new(RuntimeModel.Qwen, 8, 0), new(RuntimeModel.Qwen, 4, 0), new(RuntimeModel.Qwen, 4, 32),
        new(RuntimeModel.SmallLlama, 8, 0), new(RuntimeModel.SmallLlama, 4, 32),
    ];

    /// <summary>Models whose decoding memory limits: there alone a further row is cheap.</summary>
    private static readonly RuntimeModel[] LargeModels = [new(RuntimeModel.Qwen, 8, 0), new(RuntimeModel.Qwen, 4, 0)];

    /// <param name="parts">What to measure.</param>
    /// <param name="threads">Thread counts for the whole models; comparison and speculation take the last one.</param>
    /// <param name="quick">Few, short rounds.</param>
    /// <param name="progress">Told what runs.</param>
    /// <param name="cancellation">Ends it between rounds.</param>
    public static RuntimeResult Run(RuntimeParts parts, IReadOnlyList<int> threads, bool quick, Action<string> progress, CancellationToken cancellation)
    {
        var models = new List<DecoderRow>();
        var ways = new List<DecodeWayRow>();
        var probe = (parts & (RuntimeParts.Models | RuntimeParts.Comparison)) == 0 ? null : new BandwidthProbe();
        foreach (var model in Models)
        {
            foreach (var count in parts.HasFlag(RuntimeParts.Models) ? threads : [])
            {
                progress($"{model.Name}, {count} thread(s)");
                models.AddRange(DecoderBenchmark.Run(model, count, quick ? QuickRounds : Rounds, probe!, cancellation));
            }

            if (!parts.HasFlag(RuntimeParts.Comparison)) continue;
            progress($"{model.Name}, ways to decode, {threads[^1]} thread(s)");
            ways.AddRange(DecodeComparison.Run(model, threads[^1], quick ? QuickComparisonRounds : ComparisonRounds, probe!, cancellation));
        }

        var (passes, speculation) = (new List<PassRow>(), new List<SpeculationRow>());
        if (parts.HasFlag(RuntimeParts.Speculation)) Speculate(LargeModels, threads[^1], quick, passes, speculation, progress, cancellation);
        return new RuntimeResult(KernelPaths.Fastest.ToString(), parts.HasFlag(RuntimeParts.Kernels) ? Kernels(quick, progress) : [], models, ways, passes, speculation);
    }

    /// <summary>The result as Markdown tables.</summary>
    public static IEnumerable<string> Lines(RuntimeResult result)
    {
        yield return $"Kernels: {result.Path}.";
        foreach (var line in ModelLines(result.Models).Concat(WayLines(result.Ways)).Concat(KernelLines(result.Kernels)).Concat(PassLines(result.Passes)).Concat(SpeculationLines(result.Speculation))) yield return line;
    }

    internal static void Speculate(
        IEnumerable<RuntimeModel> models, int threads, bool quick, List<PassRow> passes, List<SpeculationRow> speculation, Action<string> progress, CancellationToken cancellation)
    {
        foreach (var model in models)
        {
            progress($"{model.Name}, speculation, {threads} thread(s)");
            using var benchmark = new SpeculationBenchmark(model, threads, quick ? QuickSpeculatedTokens : SpeculatedTokens);
            var found = benchmark.Passes(quick ? QuickRounds : Rounds, cancellation);
            passes.AddRange(found);
            var longest = found[^1];
            speculation.AddRange(benchmark.Drafts(Math.Clamp((longest.Relative - 1) / (longest.Rows - 1), 0, 1), quick ? QuickRounds : Rounds, cancellation));
        }
    }

    private static IEnumerable<string> PassLines(IReadOnlyList<PassRow> rows)
    {
        if (rows.Count == 0) yield break;
        yield return "";
        yield return "| Model | Threads | Rows of a pass | Median, ms | By a pass of one row | Break-even acceptance of a free draft |";
        yield return "|---|---|---|---|---|---|";
        foreach (var row in rows)
            yield return Format($"| {row.Model} | {row.Threads} | {row.Rows} | {row.Milliseconds:0.00} | {row.Relative:0.00} | {(row.Rows == 1 ? "" : row.BreakEvenAcceptance is { } even ? even.ToString("P0", CultureInfo.InvariantCulture) : "none")} |");
    }

    private static IEnumerable<string> SpeculationLines(IReadOnlyList<SpeculationRow> rows)
    {
        if (rows.Count == 0) yield break;
        yield return "";
        yield return "| Model | Threads | Draft | Length | Planted acceptance | Accepted | Tokens a pass | Tokens/s, median | Gain over plain decoding |";
        yield return "|---|---|---|---|---|---|---|---|---|";
        foreach (var row in rows)
        {
            var (length, planted) = (row.Length?.ToString(CultureInfo.InvariantCulture) ?? "adapts", row.Planted?.ToString("P0", CultureInfo.InvariantCulture) ?? "none");
            yield return Format($"| {row.Model} | {row.Threads} | {row.Draft} | {length} | {planted} | {row.Acceptance:P0} | {row.TokensPerPass:0.00} | {row.TokensPerSecond:0.0} | {row.Gain:0.00} |");
        }
    }

    private static IEnumerable<string> ModelLines(IReadOnlyList<DecoderRow> rows)
    {
        if (rows.Count == 0) yield break;
        yield return "";
        yield return "| Model | Test | Threads | Tokens/s, median | Best | Limit by bandwidth | Share of limit | Bytes allocated a token |";
        yield return "|---|---|---|---|---|---|---|---|";
        foreach (var row in rows)
            yield return Format($"| {row.Model} | {row.Test} | {row.Threads} | {row.TokensPerSecond:0.0} | {row.BestTokensPerSecond:0.0} | {row.LimitTokensPerSecond:0.0} | {row.ShareOfLimit:P0} | {row.AllocatedBytesPerToken:0.0} |");
    }

    private static IEnumerable<string> WayLines(IReadOnlyList<DecodeWayRow> rows)
    {
        if (rows.Count == 0) yield break;
        yield return "";
        yield return "| Model | Decoding | Tokens/s, median | Share of limit | Against the row before | Faster in | Sign test |";
        yield return "|---|---|---|---|---|---|---|";
        foreach (var row in rows)
            yield return Format($"| {row.Model} | {row.Way} | {row.TokensPerSecond:0.0} | {row.ShareOfLimit:P0} | {row.Gain:0.000} | {(row.Wins is null ? "" : $"{row.Wins} of {row.Rounds}")} | {row.SignTest:0.0000} |");
    }

    private static IEnumerable<string> KernelLines(IReadOnlyList<KernelRow> rows)
    {
        if (rows.Count == 0) yield break;
        yield return "";
        yield return "| Kernel | Weights | Median, us | Deviation | Rate | Bytes allocated |";
        yield return "|---|---|---|---|---|---|";
        foreach (var row in rows)
            yield return Format($"| {row.Kernel} | {row.Weights} | {row.MedianMicroseconds:0.00} | {row.DeviationMicroseconds:0.00} | {row.Rate:0.0}{(row.RateUnit is null ? "" : " " + row.RateUnit)} | {row.AllocatedBytes} |");
    }

    private static IReadOnlyList<KernelRow> Kernels(bool quick, Action<string> progress)
    {
        progress("kernels");
        var artifacts = Directory.CreateTempSubdirectory("hwagent-kernels-").FullName;
        try
        {
            return KernelSuite.Run(quick, artifacts);
        }
        finally
        {
            Directory.Delete(artifacts, recursive: true);
        }
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
