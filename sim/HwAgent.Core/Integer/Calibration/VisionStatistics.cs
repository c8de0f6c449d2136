using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Models;

namespace HwAgent.Core.Integer.Calibration;

/// <summary>
/// Activations of a float32 vision encoder and projector: run <see cref="Reference.ReferenceVisionEncoder"/> or
/// <see cref="Reference.ReferenceVisionLanguage"/> with this observer over calibration images, then take the scales.
/// </summary>
/// <param name="weights">The encoder that is observed.</param>
public sealed class VisionStatistics(VisionEncoderWeights weights) : IActivationObserver
{
    private const int Int8Levels = 127;

    private readonly SiteHistograms _sites = new();

    public void Observe(ActivationSite site, ReadOnlySpan<float> rows, int width, int visualRows)
    {
        switch (site.Component)
        {
            case ModelComponent.LanguageModel:
                return;
            case ModelComponent.Projector when site.Kind is ActivationKind.MlpInput or ActivationKind.BlockInput:
                _sites.AddLargest(site, rows, width);
                _sites.AddMean(site, rows, width);
                return;
        }

        if (site.Kind is ActivationKind.BlockInput or ActivationKind.MiddleResidual or ActivationKind.EmbeddingSum or ActivationKind.Logits) _sites.AddLargest(site, rows, width);
        else _sites.Add(site, rows, width, site.Kind is ActivationKind.Query or ActivationKind.Key or ActivationKind.Value ? weights.HeadSize : width);
    }

    /// <summary>The static scales of the blocks that ran, and of the head if it ran.</summary>
    /// <exception cref="InvalidOperationException">The encoder has not run yet.</exception>
    public VisionScales Scales(CalibrationOptions? options = null)
    {
        options ??= new CalibrationOptions();
        var blocks = Enumerable.Range(0, weights.Blocks.Count).TakeWhile(block => _sites.Has(Site(block, ActivationKind.AttentionInput))).Count();
        var residual = Enumerable.Range(0, blocks).SelectMany(block => new[] { Site(block, ActivationKind.BlockInput), Site(block, ActivationKind.MiddleResidual) })
            .Append(Site(blocks, ActivationKind.BlockInput)).Max(site => _sites.Largest(site).Max());
        return new VisionScales
        {
            Pixels = Scale(0, ActivationKind.PatchInput, options)[0],
            EmbeddingSum = weights.EmbeddingNorm is null ? null : Wide(_sites.Largest(Site(0, ActivationKind.EmbeddingSum)).Max(), options),
            Residual = Wide(residual, options),
            Blocks = [.. Enumerable.Range(0, blocks).Select(block => Block(block, options, Scale(block, ActivationKind.Query, options)))],
            Head = blocks == weights.Blocks.Count ? Head(options) : null,
        };
    }

    /// <summary>The static scales of a projector.</summary>
    /// <param name="projector">It was observed together with the encoder.</param>
    /// <param name="options">How scales are chosen.</param>
    /// <exception cref="InvalidOperationException">The projector has not run yet.</exception>
    public ProjectorScales ProjectorScales(ProjectorWeights projector, CalibrationOptions? options = null)
    {
        options ??= new CalibrationOptions();
        static ActivationSite At(int layer, ActivationKind kind) => new(ModelComponent.Projector, layer, kind);
        var count = projector.Layers.Count;
        return new ProjectorScales(
            _sites.Largest(At(0, ActivationKind.MlpInput)), _sites.Means(At(0, ActivationKind.MlpInput)),
            [.. Enumerable.Range(0, count - 1).Select(layer => _sites.Of(At(layer, ActivationKind.Gate))[0].Scale(options, Int8Levels))],
            [.. Enumerable.Range(1, count - 1).Select(layer => (double)_sites.Largest(At(layer, ActivationKind.MlpInput)).Max() / Int8Levels)]);
    }

    private HeadScales? Head(CalibrationOptions options)
    {
        var head = weights.Blocks.Count;
        var isPooling = weights.AttentionPooling is not null;
        if (!_sites.Has(Site(head, isPooling ? ActivationKind.AttentionInput : ActivationKind.HeadInput))) return null;
        if (isPooling)
        {
            var steps = Block(head, options, []);
            var residual = Math.Max(_sites.Largest(Site(head, ActivationKind.MiddleResidual)).Max(), _sites.Largest(Site(head + 1, ActivationKind.BlockInput)).Max());
            return new HeadScales(steps.AttentionInput, steps, Wide(residual, options));
        }

        var answer = _sites.Has(Site(head, ActivationKind.Gate)) ? Scale(head, ActivationKind.Gate, options)[0] * Int8Levels : _sites.Largest(Site(head, ActivationKind.Logits)).Max();
        return new HeadScales(Scale(head, ActivationKind.HeadInput, options)[0], null, answer);
    }

    private BlockScales Block(int block, CalibrationOptions options, double[] query) => new(
        Scale(block, ActivationKind.AttentionInput, options)[0], query, Scale(block, ActivationKind.Key, options), Scale(block, ActivationKind.Value, options),
        Scale(block, ActivationKind.AttentionOutput, options)[0], Scale(block, ActivationKind.MlpInput, options)[0], Scale(block, ActivationKind.Gate, options)[0], Up: 1,
        Scale(block, ActivationKind.DownInput, options)[0]);

    private double[] Scale(int block, ActivationKind kind, CalibrationOptions options) =>
        [.. _sites.Of(Site(block, kind)).Select(histogram => histogram.Scale(options, Int8Levels))];

    private static double Wide(float largest, CalibrationOptions options) => Math.Max(largest * options.ResidualRoom, 1e-6) / short.MaxValue;

    private static ActivationSite Site(int block, ActivationKind kind) => new(ModelComponent.VisionEncoder, block, kind);
}
