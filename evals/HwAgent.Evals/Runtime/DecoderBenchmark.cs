using System.Diagnostics;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Evals.Runtime;

/// <summary>
/// Whole models in integers: decoding from an empty cache and prompts of two lengths, in rounds that measure the memory's bandwidth in between,
/// so that each speed has the limit of its own seconds beside it: other programs on the machine slow both.
/// </summary>
internal static class DecoderBenchmark
{
    private const int DecodeTokens = 64;

    private static readonly int[] Prompts = [128, 512];

    public static IEnumerable<DecoderRow> Run(RuntimeModel model, int threads, int rounds, BandwidthProbe probe, CancellationToken cancellation)
    {
        using var workers = new IntegerWorkers(threads);
        var decoder = model.Compile(workers);
        GC.Collect();
        using var session = decoder.Start(Prompts.Max());
        var logits = new float[model.Config.VocabularySize];
        var tokens = Enumerable.Range(1, Prompts.Max()).Select(i => i % model.Config.VocabularySize).ToArray();
        // Compiles the code and touches all memory.
        Decode(session, tokens, logits);
        foreach (var prompt in Prompts) Prefill(session, tokens.AsSpan(0, prompt), logits);

        var decode = new List<double>();
        var limits = new List<double>();
        var prefills = Prompts.Select(_ => new List<double>()).ToArray();
        var allocated = new long[1 + Prompts.Length];
        for (var round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var before = probe.Measure(workers);
            decode.Add(DecodeTokens / Timed(() => Decode(session, tokens, logits), ref allocated[0]));
            limits.Add((before + probe.Measure(workers)) / 2 / model.BytesPerToken);
            for (var i = 0; i < Prompts.Length; i++)
            {
                var prompt = Prompts[i];
                prefills[i].Add(prompt / Timed(() => Prefill(session, tokens.AsSpan(0, prompt), logits), ref allocated[1 + i]));
            }
        }

        yield return new DecoderRow(
            model.Name, $"decode {DecodeTokens}", threads, Median(decode), decode.Max(), Median(limits), Median([.. decode.Zip(limits, (speed, limit) => speed / limit)]),
            (double)allocated[0] / rounds / DecodeTokens);
        for (var i = 0; i < Prompts.Length; i++)
            yield return new DecoderRow(model.Name, $"prefill {Prompts[i]}", threads, Median(prefills[i]), prefills[i].Max(), null, null, (double)allocated[1 + i] / rounds / Prompts[i]);
    }

    private static void Decode(ILanguageSession session, int[] tokens, float[] logits)
    {
        session.Truncate(0);
        for (var i = 0; i < DecodeTokens; i++) session.Append(tokens.AsSpan(i, 1), logits);
    }

    private static void Prefill(ILanguageSession session, ReadOnlySpan<int> tokens, float[] logits)
    {
        session.Truncate(0);
        session.Append(tokens, logits);
    }

    private static double Timed(Action work, ref long allocated)
    {
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        work();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        allocated += GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return seconds;
    }

    private static double Median(List<double> values)
    {
        values = [.. values.Order()];
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
