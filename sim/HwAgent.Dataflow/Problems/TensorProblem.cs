namespace HwAgent.Dataflow.Problems;

/// <summary>
/// A product of two tensors as a set of nested loops: Output[o] += Input[i] * Weight[w] over every point of the dimensions, where i, w and o are the
/// parts of the point that the tensor uses. A matrix product has the dimensions M, N and K; batched and grouped products (attention with grouped
/// queries: keys shared by several query heads) have more.
/// </summary>
/// <param name="Name">The operator's name.</param>
/// <param name="Dimensions">One to <see cref="MostDimensions"/>, names unique.</param>
/// <param name="Tensors">Input, weight and output, in the order of <see cref="Operand"/>.</param>
/// <param name="PartialBits">Width of an output element while it is a partial sum; at least the output's own.</param>
public sealed record TensorProblem(string Name, IReadOnlyList<ProblemDimension> Dimensions, IReadOnlyList<ProblemTensor> Tensors, int PartialBits)
{
    /// <summary>Most dimensions of a problem.</summary>
    public const int MostDimensions = 8;

    /// <summary>Most multiply-accumulates of a problem: leaves room to multiply them by widths and repeats in 64 bits.</summary>
    public const long MostMacs = 1L << 52;

    /// <summary>Times that it is executed with the same shape, each with operands of its own; at least 1. Costs are those of one execution.</summary>
    public long Repeats { get; init; } = 1;

    /// <summary>What its source calls the operation (<c>Gemm</c>, <c>Conv</c>), so that a ZigZag mapping can name it; null when it says nothing.</summary>
    public string? OperatorType { get; init; }

    /// <summary>Multiply-accumulates of one execution.</summary>
    public long Macs => Dimensions.Aggregate(1L, (product, d) => checked(product * d.Size));

    /// <summary>The dimensions that are summed over: those that the output does not use.</summary>
    public int Summed => ((1 << Dimensions.Count) - 1) & ~Tensor(Operand.Output).Dimensions;

    /// <summary>The tensor of an operand.</summary>
    public ProblemTensor Tensor(Operand operand) => Tensors[(int)operand];

    /// <summary>Elements of an operand.</summary>
    public long Elements(Operand operand)
    {
        var product = 1L;
        for (var d = 0; d < Dimensions.Count; d++)
        {
            if (Tensor(operand).Uses(d)) product = checked(product * Dimensions[d].Size);
        }

        return product;
    }

    /// <summary>The product C[M,N] = A[M,K] * B[K,N], for each of H heads or batch items when <paramref name="heads"/> is above 1; dimensions in the order H, M, N, K.</summary>
    public static TensorProblem Gemm(string name, long m, long n, long k, int inputBits = 8, int weightBits = 8, int outputBits = 8, int partialBits = 32, long heads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(Math.Min(m, n), Math.Min(k, heads)), 1);
        return new TensorProblem(
            name,
            [new("H", heads), new("M", m), new("N", n), new("K", k)],
            [new("Inputs", 0b1011, inputBits), new("Weights", 0b1101, weightBits), new("Outputs", 0b0111, outputBits)],
            partialBits);
    }
}
