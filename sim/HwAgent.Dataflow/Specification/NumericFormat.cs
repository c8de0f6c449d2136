namespace HwAgent.Dataflow.Specification;

/// <summary>Widths of the operands of a matrix product; accumulators are int32.</summary>
public sealed record NumericFormat
{
    public static IReadOnlyList<int> AllowedActivationBits { get; } = [8];

    public static IReadOnlyList<int> AllowedWeightBits { get; } = [8, 4, 2];

    /// <summary>8: the only width that the numerics define so far.</summary>
    public int ActivationBits { get; init; } = 8;

    /// <summary>8, 4 or 2.</summary>
    public int WeightBits { get; init; } = 8;
}
