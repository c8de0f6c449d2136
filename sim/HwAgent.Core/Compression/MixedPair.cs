using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>A vision-language pair with a width for every row of its matrices.</summary>
/// <param name="Skeleton">Norms and shapes; its matrices are those that were rounded.</param>
/// <param name="Matrices">The rounded matrices, by the names of <see cref="VisionMatrices"/>.</param>
public sealed record MixedPair(VisionLanguageWeights Skeleton, IReadOnlyDictionary<WeightMatrix, QuantisedLinear> Matrices) : IMixedModel
{
    /// <summary>The pair in float32 with the weights that its integers stand for.</summary>
    public VisionLanguageWeights ToFloat() => VisionMatrices.Replace(Skeleton, (matrix, _) => Dequantisation.ToFloat(Matrices[matrix]));

    /// <summary>The decoder by itself.</summary>
    public MixedModel Decoder => new(Skeleton.Decoder, Matrices.Where(entry => entry.Key.Component == ModelComponent.LanguageModel).ToDictionary());

    /// <summary>
    /// Tower and projector for the integer runtime. A projector that was not balanced before it was rounded (<see cref="IntegerProjector.Balance"/>) has its first
    /// matrix rounded again, to nearest at its width: the runtime puts its input scales into the columns.
    /// </summary>
    /// <param name="vision">Scales of the tower.</param>
    /// <param name="projector">Scales of the projector.</param>
    /// <param name="decoderSteps"><see cref="IntegerDecoder.ResidualSteps"/> of the compiled decoder.</param>
    /// <param name="workers">Threads; they stay the caller's.</param>
    /// <exception cref="InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public IntegerVisionLanguage CompileVision(VisionScales vision, ProjectorScales projector, IReadOnlyList<double> decoderSteps, IntegerWorkers workers) =>
        // From the rounded weights, which are all that a compressed folder has.
        IntegerVisionLanguage.Compile(ToFloat(), vision, projector, decoderSteps, workers, (matrix, weights) =>
        {
            var rounded = Matrices[matrix];
            var isBalanced = Skeleton.Projector.InputScale is not null;
            return matrix == VisionMatrices.OfProjector(0) && !isBalanced ? WeightQuantiser.Nearest(weights, rounded.RowBits, rounded.GroupSize) : rounded;
        });
}
