using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Integer.Calibration;

/// <summary>Histograms of the activations of a float32 decoder: run its <see cref="Reference.ReferenceDecoder"/> with this observer over calibration text, then take the scales.</summary>
/// <param name="weights">The decoder that is observed.</param>
public sealed class ActivationStatistics(DecoderWeights weights) : IActivationObserver
{
    private const int Int8Levels = 127;

    /// <summary>How far beyond the median channel's largest magnitude a channel may reach without a step of its own: 16 bits leave the median 11.</summary>
    private const double OutlierRatio = 16;

    private readonly Dictionary<ActivationSite, MagnitudeHistogram[]> _histograms = [];
    private readonly float[] _residual = new float[weights.Config.HiddenSize];

    public void Observe(ActivationSite site, ReadOnlySpan<float> rows, int width, int visualRows)
    {
        if (site.Component != ModelComponent.LanguageModel) return;
        if (site.Kind is ActivationKind.BlockInput or ActivationKind.MiddleResidual)
        {
            for (var i = 0; i < rows.Length; i++) _residual[i % width] = Math.Max(_residual[i % width], Math.Abs(rows[i]));
            return;
        }

        var part = Part(site.Kind, width);
        if (part == 0) return;
        if (!_histograms.TryGetValue(site, out var histograms))
            _histograms[site] = histograms = [.. Enumerable.Range(0, width / part).Select(_ => new MagnitudeHistogram())];
        for (var start = 0; start < rows.Length; start += part) histograms[start % width / part].Add(rows.Slice(start, part));
    }

    /// <summary>The static scales.</summary>
    /// <exception cref="InvalidOperationException">The decoder has not run yet.</exception>
    public DecoderScales Scales(CalibrationOptions options)
    {
        var (residual, shifts) = Residual(options);
        return new DecoderScales(
            residual,
            [.. Enumerable.Range(0, weights.Blocks.Count).Select(block => Block(block, options))],
            Scale(weights.Blocks.Count, ActivationKind.HeadInput, options)[0],
            Histograms(weights.Blocks.Count, ActivationKind.Logits)[0].Largest,
            shifts);
    }

    /// <summary>One step for all channels, unless a few of them reach far beyond the others: those then have steps of 2, 4 and so on times the size.</summary>
    private (double Step, int[]? Shifts) Residual(CalibrationOptions options)
    {
        var largest = _residual.Max();
        var most = IntegerNorm.MaxChannelShift(_residual.Length, weights.Config.Norm == NormKind.LayerNorm);
        var ordinary = Math.Max(_residual.Order().ElementAt(_residual.Length / 2) * OutlierRatio, Math.ScaleB(largest, -most));
        var step = Math.Max(Math.Min(largest, ordinary) * options.ResidualRoom, 1e-6) / short.MaxValue;
        if (ordinary >= largest) return (step, null);
        return (step, [.. _residual.Select(magnitude => Shift(magnitude * options.ResidualRoom / (step * short.MaxValue)))]);

        int Shift(double ratio) => Math.Clamp((int)Math.Ceiling(DeterministicMath.Log2(Math.Max(ratio, 1)) - 1e-9), 0, most);
    }

    private BlockScales Block(int block, CalibrationOptions options) => new(
        Scale(block, ActivationKind.AttentionInput, options)[0],
        Scale(block, ActivationKind.RotatedQuery, options),
        Scale(block, ActivationKind.RotatedKey, options),
        Scale(block, ActivationKind.Value, options),
        Scale(block, ActivationKind.AttentionOutput, options)[0],
        Scale(block, ActivationKind.MlpInput, options)[0],
        Scale(block, ActivationKind.Gate, options)[0],
        weights.Blocks[block].Gate is null ? 1 : Scale(block, ActivationKind.Up, options)[0],
        Scale(block, ActivationKind.DownInput, options)[0]);

    private double[] Scale(int block, ActivationKind kind, CalibrationOptions options) =>
        [.. Histograms(block, kind).Select(histogram => histogram.Scale(options, Int8Levels))];

    private MagnitudeHistogram[] Histograms(int block, ActivationKind kind) =>
        _histograms.TryGetValue(new ActivationSite(ModelComponent.LanguageModel, block, kind), out var found)
            ? found
            : throw new InvalidOperationException($"Block {block} was not observed at {kind}: run the reference decoder with logits over calibration text first.");

    /// <summary>Channels that share a scale: a head, or all of them; 0 for places that need none.</summary>
    private int Part(ActivationKind kind, int width) => kind switch
    {
        ActivationKind.RotatedQuery or ActivationKind.RotatedKey or ActivationKind.Value => weights.Config.HeadSize,
        ActivationKind.Query or ActivationKind.Key or ActivationKind.AttentionResidual or ActivationKind.MlpResidual => 0,
        _ => width,
    };
}
