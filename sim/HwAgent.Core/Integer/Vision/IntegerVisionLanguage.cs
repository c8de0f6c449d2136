using HwAgent.Core.Compression;
using HwAgent.Core.Models;

namespace HwAgent.Core.Integer.Vision;

/// <summary>The image side of a LLaVA-style pair in integers.</summary>
public sealed class IntegerVisionLanguage : IImageEmbedder
{
    private readonly IntegerVisionEncoder _encoder;
    private readonly IntegerProjector _projector;
    private readonly bool _keepClassToken;
    private readonly double _outputScale;

    private IntegerVisionLanguage(IntegerVisionEncoder encoder, IntegerProjector projector, bool keepClassToken, double outputScale) =>
        (_encoder, _projector, _keepClassToken, _outputScale) = (encoder, projector, keepClassToken, outputScale);

    public int HiddenSize => _projector.Outputs;

    /// <summary>Compiles tower and projector.</summary>
    /// <param name="weights">The pair.</param>
    /// <param name="vision">Scales of the tower, of as many blocks as run.</param>
    /// <param name="projector">Scales of the projector.</param>
    /// <param name="decoderResidualScale">Real value of one step of the decoder's residual stream (<see cref="IntegerDecoder.ResidualScale"/>).</param>
    /// <param name="workers">The threads to run on; they stay the caller's and must outlive the model.</param>
    /// <param name="quantise">Integer form of a matrix, named as <see cref="VisionMatrices"/> names it; of the projector as <see cref="IntegerProjector.Balance"/> leaves it. Null for the nearest step of 8 bits.</param>
    /// <exception cref="InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public static IntegerVisionLanguage Compile(
        VisionLanguageWeights weights, VisionScales vision, ProjectorScales projector, double decoderResidualScale, IntegerWorkers workers, Func<WeightMatrix, LinearWeights, QuantisedLinear>? quantise = null)
    {
        if (vision.Blocks.Count != weights.Config.VisionLayersRun)
            throw new InvalidModelException(null, "scales", $"for {vision.Blocks.Count} blocks of the vision tower, {weights.Config.VisionLayersRun} run", "calibrate the model that is compiled");
        var encoder = IntegerVisionEncoder.Compile(weights.Vision, vision, workers, quantise);
        return new IntegerVisionLanguage(
            encoder, IntegerProjector.Compile(weights.Projector, projector, encoder.ResidualScale, decoderResidualScale, workers, quantise), weights.Config.KeepClassToken, decoderResidualScale);
    }

    /// <summary>
    /// Rows for <see cref="ILanguageSession.AppendEmbeddings"/>. Each is a 16-bit step of the decoder's residual stream times its scale, so that an integer
    /// decoder of that scale reads exactly the integers that were computed here.
    /// </summary>
    public float[] EmbedImage(ReadOnlySpan<float> image, VisualBudget budget)
    {
        var tokens = _encoder.Features(image, budget);
        return [.. _projector.Apply(_keepClassToken ? tokens : tokens.WithoutExtraTokens()).Select(step => (float)(step * _outputScale))];
    }
}
