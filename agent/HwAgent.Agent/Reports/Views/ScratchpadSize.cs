using HwAgent.Dataflow.Hardware;

namespace HwAgent.Agent.Reports.Views;

/// <summary>One on-chip memory of the accelerator.</summary>
/// <param name="Name">As the templates call it.</param>
/// <param name="Bits">Both halves; the sum over all is <see cref="AcceleratorParameters.MemoryBits"/>.</param>
/// <param name="Organisation">How it is built up.</param>
internal sealed record ScratchpadSize(string Name, long Bits, string Organisation)
{
    public double Kib => Bits / 8192.0;

    /// <summary>The terms of <see cref="AcceleratorParameters.MemoryBits"/>, in the order of the data path.</summary>
    public static IReadOnlyList<ScratchpadSize> Of(AcceleratorParameters p) =>
    [
        new("Activation buffer", 2L * p.ActivationWords * p.ActivationBanks * p.BusBits, $"2 halves × {p.ActivationBanks} banks × {p.ActivationWords} words × {p.BusBits} bit"),
        new("Weight buffer", 2L * p.WeightWords * p.WeightWordBeats * p.BusBits, $"2 halves × {p.WeightWords} words × {p.WeightWordBeats * p.BusBits} bit"),
        new("Accumulators", 32L * p.Columns * p.AccumulatorRows, $"{p.AccumulatorRows} rows × {p.Columns} columns × 32 bit"),
        new("Output buffer", 2L * p.OutBits * p.Columns * p.OutputRows, $"2 halves × {p.OutputRows} rows × {p.Columns} columns × {p.OutBits} bit"),
        new("Bias and scale", 128L * p.Columns * p.ParameterTiles, $"2 halves × {p.ParameterTiles} tiles × {p.Columns} columns × 64 bit"),
        new("Activation tables", p.HasTable ? 2048L * p.Columns : 0, $"{p.Columns} lanes × 256 × 8 bit"),
    ];
}
