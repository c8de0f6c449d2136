namespace HwAgent.Core.Workloads;

/// <summary>
/// Bytes that an operator touches over all its repeats when each operand moves exactly once an execution: the compulsory traffic,
/// which no schedule of that operator alone can go below.
/// </summary>
/// <param name="Weights">Parameters: weights, 32-bit biases, norm scales and shifts, table rows that are looked up.</param>
/// <param name="Inputs">Activations read; for an attention product both operands.</param>
/// <param name="Outputs">Activations written.</param>
public readonly record struct OperatorBytes(long Weights, long Inputs, long Outputs)
{
    /// <summary>Biases are added to the 32-bit accumulator.</summary>
    private const int BiasBits = 32;

    /// <summary>Norm scales and shifts are kept at the width of the residual stream.</summary>
    private const int NormParameterBits = 16;

    public long Total => Weights + Inputs + Outputs;

    public static OperatorBytes operator +(OperatorBytes a, OperatorBytes b) =>
        new(a.Weights + b.Weights, a.Inputs + b.Inputs, a.Outputs + b.Outputs);

    /// <summary>Bytes of one operator. A matrix of narrow weights is packed without gaps and rounded up to whole bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A width outside 1..32 bits.</exception>
    public static OperatorBytes Of(Operator op, int activationBits, int weightBits)
    {
        ArgumentNullException.ThrowIfNull(op);
        CheckBits(activationBits, nameof(activationBits));
        CheckBits(weightBits, nameof(weightBits));

        long Activations(long elements) => op.Repeats * ToBytes(elements, activationBits);

        if (op.Gemm is { } g)
        {
            long left = (long)g.M * g.K, right = (long)g.K * g.N, result = (long)g.M * g.N;
            if (op.Kind == OperatorKind.Gemm)
            {
                var bias = op.HasBias ? ToBytes(g.N, BiasBits) : 0;
                return new(op.Repeats * (ToBytes(right, weightBits) + bias), Activations(left), Activations(result));
            }

            // Scores and probabilities that nobody sees need not move.
            if (op.Mask is { } mask && op.Kind == OperatorKind.AttentionScores) result = Operator.VisiblePairs(g, mask);
            else if (op.Mask is { } masked) left = Operator.VisiblePairs(g, masked);
            return new(0, op.Repeats * (ToBytes(left, activationBits) + ToBytes(right, activationBits)), Activations(result));
        }

        var elements = Activations(op.Elements);
        return op.Kind switch
        {
            OperatorKind.Embedding => new(elements, 0, elements),
            OperatorKind.LayerNorm or OperatorKind.RmsNorm => new(ToBytes(op.Parameters, NormParameterBits), elements, elements),
            // One operand of a position add is a table, already counted as activations of the same size.
            OperatorKind.Elementwise => new(0, 2 * elements, elements),
            _ => new(0, elements, elements),
        };
    }

    /// <summary>Sum over every operator of a workload, nothing fused.</summary>
    public static OperatorBytes Of(Workload workload, int activationBits, int weightBits)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return workload.Operators.Aggregate(default(OperatorBytes), (sum, op) => sum + Of(op, activationBits, weightBits));
    }

    private static long ToBytes(long elements, int bits) => ((elements * bits) + 7) / 8;

    private static void CheckBits(int bits, string name)
    {
        if (bits is < 1 or > 32) throw new ArgumentOutOfRangeException(name, bits, "A width is 1 to 32 bits.");
    }
}
