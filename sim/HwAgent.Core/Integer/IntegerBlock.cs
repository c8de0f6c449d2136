using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer;

/// <summary>One block of a decoder, compiled: every constant is an integer.</summary>
internal sealed record IntegerBlock
{
    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required IntegerNorm AttentionNorm { get; init; }

    /// <summary>To 16 bits for rotation, else to int8.</summary>
    public required IntegerLinear Query { get; init; }

    /// <summary>As <see cref="Query"/>.</summary>
    public required IntegerLinear Key { get; init; }

    public required IntegerLinear Value { get; init; }

    /// <summary>One a query head.</summary>
    public required AttentionScale[] Attention { get; init; }

    public required IntegerLinear Output { get; init; }

    public required IntegerNorm MlpNorm { get; init; }

    /// <summary>Null without a gate.</summary>
    public required IntegerLinear? Gate { get; init; }

    public required IntegerLinear Up { get; init; }

    public required IntegerLinear Down { get; init; }

    /// <summary>With a gate: entries of 16 bits, and the scale of their products with up.</summary>
    public required int[] GateTable { get; init; }

    public required Requantiser GateScale { get; init; }

    /// <summary>Without a gate.</summary>
    public required sbyte[] UpTable { get; init; }
}
