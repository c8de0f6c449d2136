using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>A model with a width for every row of its matrices.</summary>
/// <param name="Skeleton">Norms, shapes and rotation; its matrices are those that were rounded.</param>
/// <param name="Matrices">The rounded matrices.</param>
public sealed record MixedModel(DecoderWeights Skeleton, IReadOnlyDictionary<WeightMatrix, QuantisedLinear> Matrices)
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

    /// <summary>Weights, a tied head counted once.</summary>
    public long WeightCount => Matrices.Values.Sum(linear => (long)linear.Values.Length);

    /// <summary>Mean width of a weight, scales left out.</summary>
    public double MeanBits => Matrices.Values.Sum(linear => linear.RowBits.Sum(bits => (double)bits * linear.Inputs)) / WeightCount;

    /// <summary>Cost of everything.</summary>
    public long Cost(IUnitCost cost) => Matrices.Sum(entry => Enumerable.Range(0, entry.Value.Outputs).Sum(row => cost.Cost(new RowRange(entry.Key, row, 1, entry.Value.Inputs), entry.Value.RowBits[row])));

    /// <summary>Puts the widths of units into models.</summary>
    /// <param name="skeleton">The float32 model that the candidates were made from.</param>
    /// <param name="candidates">Its matrices at every width.</param>
    /// <param name="widths">Every row of every matrix belongs to one unit.</param>
    public static MixedModel Assemble(DecoderWeights skeleton, QuantisationCandidates candidates, IReadOnlyList<(CompressionUnit Unit, int Bits)> widths)
    {
        var rowBits = DecoderMatrices.Of(skeleton).ToDictionary(entry => entry.Matrix, entry => new byte[entry.Weights.Outputs]);
        foreach (var (unit, bits) in widths)
            foreach (var range in unit.Rows) rowBits[range.Matrix].AsSpan(range.Start, range.Count).Fill((byte)bits);
        foreach (var (matrix, bits) in rowBits)
            if (bits.Contains((byte)0)) throw new ArgumentException($"Row {Array.IndexOf(bits, (byte)0)} of {matrix} has no width.", nameof(widths));
        return new MixedModel(skeleton, rowBits.ToDictionary(entry => entry.Key, entry => candidates.Assemble(entry.Key, entry.Value)));
    }

    private QuantisedLinear Matrix(int block, DecoderModule module) =>
        Matrices[new WeightMatrix(ModelComponent.LanguageModel, block, module == DecoderModule.Embedding && DecoderMatrices.IsTied(Skeleton) ? DecoderModule.Head : module)];
}
