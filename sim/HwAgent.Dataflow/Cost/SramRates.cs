using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Cost;

/// <summary>Picojoules of one byte read from or written to each on-chip memory, by the size of the macro that the RTL instantiates (one hwa_ram).</summary>
internal readonly record struct SramRates(double Activation, double Weight, double Accumulator, double Output, double Parameter, double Table)
{
    public static SramRates Of(AcceleratorParameters p, TechnologyNode technology) => new(
        // One bank: both halves in one macro of a bus beat a word.
        Rate(technology, 2L * p.ActivationWords * p.BusBytes),
        Rate(technology, 2L * p.WeightWords * p.BusBytes),
        // One macro a lane: 32-bit sums; one output half; both parameter halves of 64-bit words.
        Rate(technology, 4L * p.AccumulatorRows),
        Rate(technology, (long)p.OutputRows * p.OutBits / 8),
        Rate(technology, 16L * p.ParameterTiles),
        Rate(technology, 256));

    private static double Rate(TechnologyNode technology, long bytes) => technology.SramPicojoulesPerByte(Math.Max(1, bytes) / 1024.0);
}
