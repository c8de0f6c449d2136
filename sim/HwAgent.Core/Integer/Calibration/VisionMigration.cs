using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Models;

namespace HwAgent.Core.Integer.Calibration;

/// <summary>
/// <see cref="ScaleMigration"/> for the blocks of a vision encoder: run <see cref="Reference.ReferenceVisionEncoder"/> with this observer over calibration
/// images, then rewrite the encoder. Scales are calibrated on the rewritten one.
/// </summary>
/// <param name="weights">The encoder that is observed; it is not changed.</param>
public sealed class VisionMigration(VisionEncoderWeights weights) : IActivationObserver
{
    private readonly ChannelMaxima _maxima = new();
    private int _blocks;

    public void Observe(ActivationSite site, ReadOnlySpan<float> rows, int width, int visualRows)
    {
        if (site.Component != ModelComponent.VisionEncoder || site.Block >= weights.Blocks.Count) return;
        if (site.Kind == ActivationKind.AttentionInput) _blocks = Math.Max(_blocks, site.Block + 1);
        // Nothing is rotated here: queries and keys are what attention multiplies.
        var kind = site.Kind switch
        {
            ActivationKind.Query => ActivationKind.RotatedQuery,
            ActivationKind.Key => ActivationKind.RotatedKey,
            var other => other,
        };
        _maxima.Observe(new ActivationSite(ModelComponent.LanguageModel, site.Block, kind), rows, width, visualRows);
    }

    /// <summary>The same function with channels of like ranges, in the blocks that were observed.</summary>
    /// <param name="options">How far to go where; null for the default.</param>
    public VisionEncoderWeights Run(MigrationOptions? options = null)
    {
        var blocks = new ScaleMigration(VisionCompiler.AsDecoder(weights, _blocks), _maxima, options ?? new MigrationOptions()).Run().Blocks;
        return weights with { Blocks = [.. blocks, .. weights.Blocks.Skip(_blocks)] };
    }
}
