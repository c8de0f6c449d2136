namespace HwAgent.Dataflow.Formats;

/// <summary>Widths of the operands of a product, for formats whose problems have none.</summary>
/// <param name="Input">Of an activation, 1 to 32.</param>
/// <param name="Weight">Of a weight, 1 to 32.</param>
/// <param name="Output">Of a final sum, 1 to 32.</param>
/// <param name="Partial">Of a partial sum, at least <paramref name="Output"/>.</param>
public sealed record OperandBits(int Input, int Weight, int Output, int Partial)
{
    /// <summary>8-bit operands, 32-bit partial sums.</summary>
    public static OperandBits EightBit { get; } = new(8, 8, 8, 32);
}
