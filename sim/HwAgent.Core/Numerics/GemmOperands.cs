using HwAgent.Core.Workloads;

namespace HwAgent.Core.Numerics;

/// <summary>Everything that one integer matrix product of the accelerator reads.</summary>
public sealed record GemmOperands
{
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
}
