namespace HwAgent.Core.Numerics;

/// <summary>The reference of the accelerator's arithmetic: short and obvious first, then a faster twin that a test proves equal.</summary>
public static class GoldenGemm
{
    /// <summary>
    /// C[m,n] = residual[m,n] + f(requantise(sum over k of A[m,k] * B[k,n] + bias[n])), saturated; M x N, row-major.
    /// Elements are int8 values unless <see cref="GemmOperands.IsWide"/>.
    /// </summary>
    /// <exception cref="ArgumentException">An operand does not have the size that the shape asks for, or a bias is too large.</exception>
    public static short[] Compute(GemmOperands operands)
    {
        operands.Check();
        var (m, n, k) = operands.Shape;
        var result = new short[m * n];
        for (var row = 0; row < m; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var sum = operands.Bias[column];
                for (var i = 0; i < k; i++) sum += operands.Activations[row * k + i] * operands.Weights[i * n + column];
                result[row * n + column] = Finish(operands, row * n + column, column, sum);
            }
        }

        return result;
    }

    /// <summary>The same result, row-wise so that the inner loop vectorises, rows in parallel.</summary>
    public static short[] ComputeFast(GemmOperands operands)
    {
        operands.Check();
        var (m, n, k) = operands.Shape;
        var result = new short[m * n];
        var weights = new int[operands.Weights.Length];
        for (var i = 0; i < weights.Length; i++) weights[i] = operands.Weights[i];
        Parallel.For(0, m, () => new int[n], (row, _, sums) =>
        {
            operands.Bias.CopyTo(sums, 0);
            for (var i = 0; i < k; i++) AddScaled(sums, weights.AsSpan(i * n, n), operands.Activations[row * k + i]);
            for (var column = 0; column < n; column++) result[row * n + column] = Finish(operands, row * n + column, column, sums[column]);
            return sums;
        }, _ => { });
        return result;
    }

    private static void AddScaled(Span<int> sums, ReadOnlySpan<int> weights, int activation)
    {
        var lanes = System.Numerics.Vector<int>.Count;
        var factor = new System.Numerics.Vector<int>(activation);
        var i = 0;
        for (; i <= sums.Length - lanes; i += lanes)
        {
            var sum = new System.Numerics.Vector<int>(sums[i..]) + factor * new System.Numerics.Vector<int>(weights[i..]);
            sum.CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++) sums[i] += activation * weights[i];
    }

    private static short Finish(GemmOperands operands, int index, int column, int sum)
    {
        var scale = operands.Scales[column];
        int value;
        if (operands.ActivationTable is { } table) value = table[scale.ToInt8(sum) + 128];
        else value = operands.IsWide ? scale.ToInt16(sum) : scale.ToInt8(sum);
        if (operands.Residual is { } residual) value = Math.Clamp(value + residual[index], short.MinValue, short.MaxValue);
        return (short)value;
    }
}
