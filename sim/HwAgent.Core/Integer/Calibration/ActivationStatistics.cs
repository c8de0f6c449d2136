using HwAgent.Core.Models;

namespace HwAgent.Core.Integer.Calibration;

/// <summary>Histograms of the activations of a float32 decoder: run its <see cref="Reference.ReferenceDecoder"/> with this observer over calibration text, then take the scales.</summary>
/// <param name="weights">The decoder that is observed.</param>
public sealed class ActivationStatistics(DecoderWeights weights) : IActivationObserver
{
    private const int Int8Levels = 127;

    private readonly Dictionary<ActivationSite, MagnitudeHistogram[]> _histograms = [];
    private double _residual;

    public void Observe(ActivationSite site, ReadOnlySpan<float> rows, int width, int visualRows)
    {
        if (site.Component != ModelComponent.LanguageModel) return;
        if (site.Kind is ActivationKind.BlockInput or ActivationKind.MiddleResidual)
        {
            foreach (var value in rows) _residual = Math.Max(_residual, Math.Abs(value));
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
    public DecoderScales Scales(CalibrationOptions options) => new(
        Math.Max(_residual * options.ResidualRoom, 1e-6) / short.MaxValue,
        [.. Enumerable.Range(0, weights.Blocks.Count).Select(block => Block(block, options))],
        Scale(weights.Blocks.Count, ActivationKind.HeadInput, options)[0],
        Histograms(weights.Blocks.Count, ActivationKind.Logits)[0].Largest);

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
