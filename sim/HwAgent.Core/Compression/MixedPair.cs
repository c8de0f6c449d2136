using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>A vision-language pair with a width for every row of its matrices.</summary>
/// <param name="Skeleton">Norms and shapes; its matrices are those that were rounded.</param>
/// <param name="Matrices">The rounded matrices, by the names of <see cref="VisionMatrices"/>.</param>
public sealed record MixedPair(VisionLanguageWeights Skeleton, IReadOnlyDictionary<WeightMatrix, QuantisedLinear> Matrices)
{
    /// <summary>The pair in float32 with the weights that its integers stand for.</summary>
    public VisionLanguageWeights ToFloat() => VisionMatrices.Replace(Skeleton, (matrix, _) => Dequantisation.ToFloat(Matrices[matrix]));

    /// <summary>The decoder by itself.</summary>
    public MixedModel Decoder => new(Skeleton.Decoder, Matrices.Where(entry => entry.Key.Component == ModelComponent.LanguageModel).ToDictionary());

    /// <summary>Mean width of a weight of one component, scales left out.</summary>
    public double MeanBits(ModelComponent component)
    {
        var matrices = Matrices.Where(entry => entry.Key.Component == component).Select(entry => entry.Value).ToList();
        return matrices.Sum(linear => linear.RowBits.Sum(bits => (double)bits * linear.Inputs)) / matrices.Sum(linear => (double)linear.Values.Length);
    }

    /// <summary>
    /// Tower and projector for the integer runtime. The projector's first matrix is rounded again at its width, to nearest: the runtime puts its input scales into
    /// the columns (<see cref="IntegerProjector.Balance"/>).
    /// </summary>
    /// <param name="vision">Scales of the tower.</param>
    /// <param name="projector">Scales of the projector.</param>
    /// <param name="decoderSteps"><see cref="IntegerDecoder.ResidualSteps"/> of the compiled decoder.</param>
    /// <param name="workers">Threads; they stay the caller's.</param>
    /// <exception cref="InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public IntegerVisionLanguage CompileVision(VisionScales vision, ProjectorScales projector, IReadOnlyList<double> decoderSteps, IntegerWorkers workers) =>
        IntegerVisionLanguage.Compile(Skeleton, vision, projector, decoderSteps, workers, (matrix, weights) =>
        {
            var rounded = Matrices[matrix];
            return matrix == VisionMatrices.OfProjector(0) ? WeightQuantiser.Nearest(weights, rounded.RowBits, rounded.GroupSize) : rounded;
        });
}
