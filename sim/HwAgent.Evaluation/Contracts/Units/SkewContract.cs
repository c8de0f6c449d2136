using System.Numerics;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_skew.</summary>
internal static class SkewContract
{
    public static UnitContract Create(AcceleratorParameters parameters) => new()
    {
        Module = "hwa_skew",
        Purpose = "Triangular delay in front of a systolic array.",
        Function = "Element i of data_o (bits Width*i and up) in cycle t is element i of data_i in cycle t - i - 1.",
        Handshake = "None: a new vector every cycle.",
        ResetBehaviour = "There is no reset; element i is open in the first i + 1 cycles.",
        Instances = [Instance(parameters.Rows, 8), Instance(parameters.Columns, parameters.MaxWeightBits), Instance(1, 3)],
    };

    private static UnitInstance Instance(int elements, int width) => new()
    {
        Parameters = [new UnitParameter("Elements", elements, "1 or more"), new UnitParameter("Width", width, "1 or more")],
        Ports = [UnitPort.ClockIn(), UnitPort.DataIn("data_i", elements * width, "a vector"), UnitPort.Out("data_o", elements * width, "its elements, each later than the one before")],
        Generate = trace => Generate(trace, elements, width),
    };

    private static void Generate(UnitTrace trace, int elements, int width)
    {
        var count = 3 * elements + 100;
        var vectors = Enumerable.Range(0, count).Select(_ => trace.Noise(elements * width)).ToArray();
        var mask = (BigInteger.One << width) - 1;
        for (var at = 0; at < count; at++)
        {
            trace.Set(at, "data_i", vectors[at]);
            if (at < elements) continue;
            var expected = BigInteger.Zero;
            for (var i = elements - 1; i >= 0; i--) expected = expected << width | (vectors[at - i - 1] >> (width * i) & mask);
            trace.Expect(at, "data_o", expected);
        }
    }
}
