using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>Neighbouring rows of a matrix: the outputs of a channel group.</summary>
/// <param name="Matrix">Whose rows.</param>
/// <param name="Start">First row.</param>
/// <param name="Count">Rows.</param>
/// <param name="Inputs">Weights of a row.</param>
public readonly record struct RowRange(WeightMatrix Matrix, int Start, int Count, int Inputs)
{
    /// <summary>All rows of a matrix.</summary>
    public static RowRange Of((WeightMatrix Matrix, LinearWeights Weights) entry) => new(entry.Matrix, 0, entry.Weights.Outputs, entry.Weights.Inputs);

    public long Weights => (long)Count * Inputs;
}
