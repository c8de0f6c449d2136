using System.Numerics;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Search;

/// <summary>Energy of one byte for macros of 2^i bytes: a bound for every size in between, without a power each time.</summary>
internal sealed class SramRateTable
{
    private readonly double[] _rates = new double[40];
    private readonly double _table;

    public SramRateTable(TechnologyNode technology)
    {
        for (var i = 0; i < _rates.Length; i++) _rates[i] = technology.SramPicojoulesPerByte((1L << i) / 1024.0);
        // Energy grows with size in any sensible table; where a custom one does not, the bound still holds.
        for (var i = _rates.Length - 2; i >= 0; i--) _rates[i] = Math.Min(_rates[i], _rates[i + 1]);
        _table = technology.SramPicojoulesPerByte(0.25);
    }

    /// <summary>Rates not above those of any memories that hold <paramref name="needs"/>.</summary>
    public SramRates AtMost(AcceleratorParameters p, in BufferNeeds needs) => new(
        Rate(2L * needs.ActivationWords * p.BusBytes), Rate(2L * needs.WeightWords * p.BusBytes), Rate(4L * needs.AccumulatorRows),
        Rate((long)needs.OutputRows * p.OutBits / 8), Rate(16L * needs.ParameterTiles), _table);

    private double Rate(long bytes) => _rates[BitOperations.Log2((ulong)Math.Max(1, bytes))];
}
