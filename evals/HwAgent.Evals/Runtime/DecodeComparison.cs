using System.Diagnostics;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Evals.Runtime;

/// <summary>
/// What each step to faster decoding gains: ways to run one model in turn, a few tokens each, forwards in one round and backwards in the next, in one
/// process. On a machine whose speed moves by a quarter from minute to minute only neighbours in time can be compared, and only by pairs.
/// </summary>
internal static class DecodeComparison
{
    private const int Tokens = 16;

    private static readonly (string Name, IntegerDecoderOptions Options)[] Ways =
    [
        ("layer by layer, pages of 4 KiB", new IntegerDecoderOptions { HugePages = false, OneTaskPerToken = false }),
        ("the same on huge pages", new IntegerDecoderOptions { OneTaskPerToken = false }),
        ("and a token as one task", new IntegerDecoderOptions { HelpOthers = false }),
        ("and threads that help each other", new IntegerDecoderOptions()),
    ];

    public static IEnumerable<DecodeWayRow> Run(RuntimeModel model, int threads, int rounds, BandwidthProbe probe, CancellationToken cancellation)
    {
        using var workers = new IntegerWorkers(threads);
        var small = model.Compile(workers, Ways[0].Options);
        var huge = model.Compile(workers);
        GC.Collect();
        var sessions = Ways.Select(way => (way.Options.HugePages ? huge : small).With(way.Options).Start(Tokens)).ToArray();
        var logits = new float[model.Config.VocabularySize];
        // Compiles the code and touches all memory.
        foreach (var session in sessions) Decode(session, logits);

        var speeds = Ways.Select(_ => new double[rounds]).ToArray();
        var limits = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var before = probe.Measure(workers);
            for (var i = 0; i < sessions.Length; i++)
            {
                var way = round % 2 == 0 ? i : sessions.Length - 1 - i;
                var start = Stopwatch.GetTimestamp();
                Decode(sessions[way], logits);
                speeds[way][round] = Tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
            }

            limits[round] = (before + probe.Measure(workers)) / 2 / model.BytesPerToken;
        }

        foreach (var session in sessions) session.Dispose();
        for (var way = 0; way < Ways.Length; way++) yield return Row(model.Name, Ways[way].Name, speeds[way], limits, way == 0 ? null : speeds[way - 1]);
    }

    /// <summary>How likely it is that as many of so many throws of a coin, or more, fall on one side.</summary>
    public static double SignTest(int wins, int rounds)
    {
        double term = 1, sum = 0;
        for (var k = 0; k <= Math.Min(wins, rounds - wins); k++)
        {
            sum += term;
            term *= (double)(rounds - k) / (k + 1);
        }

        return Math.Min(1, 2 * sum / Math.Pow(2, rounds));
    }

    private static DecodeWayRow Row(string model, string way, double[] speeds, double[] limits, double[]? before)
    {
        int? wins = before is null ? null : speeds.Zip(before).Count(pair => pair.First > pair.Second);
        return new DecodeWayRow(
            model, way, Median(speeds), Median(speeds.Zip(limits, (speed, limit) => speed / limit)),
            before is null ? null : Median(speeds.Zip(before, (speed, other) => speed / other)), wins, speeds.Length, wins is { } count ? SignTest(count, speeds.Length) : null);
    }

    private static void Decode(ILanguageSession session, float[] logits)
    {
        session.Truncate(0);
        Span<int> token = stackalloc int[1];
        for (token[0] = 1; token[0] <= Tokens; token[0]++) session.Append(token, logits);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
