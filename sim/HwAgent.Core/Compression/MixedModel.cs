using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>A model with a width for every row of its matrices.</summary>
/// <param name="Skeleton">Norms, shapes and rotation; its matrices are those that were rounded.</param>
/// <param name="Matrices">The rounded matrices.</param>
public sealed record MixedModel(DecoderWeights Skeleton, IReadOnlyDictionary<WeightMatrix, QuantisedLinear> Matrices) : IMixedModel
{
    /// <summary>The model in float32 with the weights that its integers stand for: what the float path computes with it differs from the float model by weights alone.</summary>
    public DecoderWeights ToFloat() => DecoderMatrices.Replace(Skeleton, (matrix, _) => Dequantisation.ToFloat(Matrices[matrix]));

    /// <summary>The model for the integer runtime.</summary>
    /// <param name="activations">Static scales of the same model.</param>
    /// <param name="workers">Threads; they stay the caller's.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public IntegerDecoder Compile(DecoderScales activations, IntegerWorkers workers, IntegerDecoderOptions? options = null) =>
        IntegerDecoder.Compile(Skeleton, activations, Matrix, workers, options);

    /// <summary>Puts the widths of units into models.</summary>
    /// <param name="skeleton">The float32 model that the candidates were made from.</param>
    /// <param name="candidates">Its matrices at every width.</param>
    /// <param name="widths">Every row of every matrix belongs to one unit.</param>
    public static MixedModel Assemble(DecoderWeights skeleton, QuantisationCandidates candidates, IReadOnlyList<(CompressionUnit Unit, int Bits)> widths) =>
        new(skeleton, candidates.Assemble(DecoderMatrices.Of(skeleton), widths));

    private QuantisedLinear Matrix(int block, DecoderModule module) =>
        Matrices[new WeightMatrix(ModelComponent.LanguageModel, block, module == DecoderModule.Embedding && DecoderMatrices.IsTied(Skeleton) ? DecoderModule.Head : module)];
}
