using HwAgent.Core.Compression;
using HwAgent.Core.Models;

namespace HwAgent.Core.Integer.Vision;

/// <summary>The image side of a LLaVA-style pair in integers.</summary>
public sealed class IntegerVisionLanguage : IImageEmbedder
{
    private readonly IntegerVisionEncoder _encoder;
    private readonly IntegerProjector _projector;
    private readonly bool _keepClassToken;
    private readonly IReadOnlyList<double> _outputSteps;

    private IntegerVisionLanguage(IntegerVisionEncoder encoder, IntegerProjector projector, bool keepClassToken, IReadOnlyList<double> outputSteps) =>
        (_encoder, _projector, _keepClassToken, _outputSteps) = (encoder, projector, keepClassToken, outputSteps);

    public int HiddenSize => _projector.Outputs;

    /// <summary>Compiles tower and projector.</summary>
    /// <param name="weights">The pair.</param>
    /// <param name="vision">Scales of the tower, of as many blocks as run.</param>
    /// <param name="projector">Scales of the projector.</param>
    /// <param name="decoderSteps"><see cref="IntegerDecoder.ResidualSteps"/> of the decoder that reads the rows.</param>
    /// <param name="workers">The threads to run on; they stay the caller's and must outlive the model.</param>
    /// <param name="quantise">Integer form of a matrix, named as <see cref="VisionMatrices"/> names it; of the projector as <see cref="IntegerProjector.Balance"/> leaves it. Null for the nearest step of 8 bits.</param>
    /// <exception cref="InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public static IntegerVisionLanguage Compile(
        VisionLanguageWeights weights, VisionScales vision, ProjectorScales projector, IReadOnlyList<double> decoderSteps, IntegerWorkers workers, Func<WeightMatrix, LinearWeights, QuantisedLinear>? quantise = null)
    {
        if (vision.Blocks.Count != weights.Config.VisionLayersRun)
            throw new InvalidModelException(null, "scales", $"for {vision.Blocks.Count} blocks of the vision tower, {weights.Config.VisionLayersRun} run", "calibrate the model that is compiled");
        var encoder = IntegerVisionEncoder.Compile(weights.Vision, vision, workers, quantise);
        return new IntegerVisionLanguage(
            encoder, IntegerProjector.Compile(weights.Projector, projector, encoder.ResidualScale, decoderSteps, workers, quantise), weights.Config.KeepClassToken, decoderSteps);
    }

    /// <summary>
    /// Rows for <see cref="ILanguageSession.AppendEmbeddings"/>. Each value is a 16-bit step of the decoder's residual stream times its size, so that an integer
    /// decoder of those steps reads exactly the integers that were computed here.
    /// </summary>
    public float[] EmbedImage(ReadOnlySpan<float> image, VisualBudget budget)
    {
        var tokens = _encoder.Features(image, budget);
        return [.. _projector.Apply(_keepClassToken ? tokens : tokens.WithoutExtraTokens()).Select((step, i) => (float)(step * _outputSteps[i % _outputSteps.Count]))];
    }
}
