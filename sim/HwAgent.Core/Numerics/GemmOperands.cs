using HwAgent.Core.Workloads;

namespace HwAgent.Core.Numerics;

/// <summary>Everything that one integer matrix product of the accelerator reads.</summary>
public sealed record GemmOperands
{
    /// <summary>Largest magnitude of a bias: the compiler keeps this much of the 32 bits of a sum free for it (sim/NUMERICS.md).</summary>
    public const int MaxBias = 1 << 24;

    public required LayerShape Shape { get; init; }

    /// <summary>Bits of a weight: 8, 4 or 2; every weight lies in [-2^(bits-1), 2^(bits-1) - 1].</summary>
    public required int WeightBits { get; init; }

    /// <summary>A, M x K, row-major.</summary>
    public required sbyte[] Activations { get; init; }

    /// <summary>B, K x N, row-major.</summary>
    public required sbyte[] Weights { get; init; }

    /// <summary>One a column, N.</summary>
    public required int[] Bias { get; init; }

    /// <summary>One a column, N.</summary>
    public required Requantiser[] Scales { get; init; }

    /// <summary>256 entries, entry i is f(i - 128); null for no activation function.</summary>
    public sbyte[]? ActivationTable { get; init; }

    /// <summary>M x N, row-major, added after requantisation; null for none. With it the result is 16 bits wide.</summary>
    public short[]? Residual { get; init; }

    /// <summary>True for a 16-bit result without a residual.</summary>
    public bool WideOutput { get; init; }

    /// <summary>The result has 16 bits an element instead of 8.</summary>
    public bool IsWide => WideOutput || Residual is not null;

    /// <summary>Refuses operands that do not fit the shape, or a bias with which a sum could leave 32 bits.</summary>
    /// <exception cref="ArgumentException">Says which operand and what it must be.</exception>
    public void Check()
    {
        var (m, n, k) = Shape;
        Require(Activations.Length == m * k, "activations", m * k);
        Require(Weights.Length == k * n, "weights", k * n);
        Require(Bias.Length == n, "biases", n);
        Require(Scales.Length == n, "scales", n);
        Require(ActivationTable is null or { Length: 256 }, "activation table entries", 256);
        Require(Residual is null || Residual.Length == m * n, "residuals", m * n);
        for (var column = 0; column < n; column++)
        {
            if (Bias[column] is > MaxBias or < -MaxBias)
                throw new ArgumentException($"The bias of column {column} is {Bias[column]}; it must lie within ±{MaxBias}, or a sum could leave 32 bits. Use a coarser scale.");
        }
    }

    private static void Require(bool holds, string what, int count)
    {
        if (!holds) throw new ArgumentException($"The product needs {count} {what}.");
    }
}
