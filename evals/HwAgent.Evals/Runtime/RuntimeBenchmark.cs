using System.Globalization;
using HwAgent.Core.Integer.Kernels;

namespace HwAgent.Evals.Runtime;

/// <summary>Speed of the integer runtime: kernels alone, then whole models beside the memory's bandwidth.</summary>
public static class RuntimeBenchmark
{
    private const int Rounds = 9;
    private const int QuickRounds = 3;

    private static readonly RuntimeModel[] Models =
    [
        new(RuntimeModel.Qwen, 8, 0), new(RuntimeModel.Qwen, 4, 0), new(RuntimeModel.Qwen, 4, 32),
        new(RuntimeModel.SmallLlama, 8, 0), new(RuntimeModel.SmallLlama, 4, 32),
    ];

    /// <param name="threads">Thread counts for the whole models; none leaves these out.</param>
    /// <param name="quick">Few, short rounds.</param>
    /// <param name="kernels">The kernels alone as well.</param>
    /// <param name="progress">Told what runs.</param>
    /// <param name="cancellation">Ends it between rounds.</param>
    public static RuntimeResult Run(IReadOnlyList<int> threads, bool quick, bool kernels, Action<string> progress, CancellationToken cancellation)
    {
        var models = new List<DecoderRow>();
        var probe = threads.Count == 0 ? null : new BandwidthProbe();
        foreach (var model in Models)
        {
            foreach (var count in threads)
            {
                progress($"{model.Name}, {count} thread(s)");
                models.AddRange(DecoderBenchmark.Run(model, count, quick ? QuickRounds : Rounds, probe!, cancellation));
            }
        }

        return new RuntimeResult(KernelPaths.Fastest.ToString(), kernels ? Kernels(quick, progress) : [], models);
    }

    /// <summary>The result as Markdown tables.</summary>
    public static IEnumerable<string> Lines(RuntimeResult result)
    {
        yield return $"Kernels: {result.Path}.";
        foreach (var line in ModelLines(result.Models).Concat(KernelLines(result.Kernels))) yield return line;
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
