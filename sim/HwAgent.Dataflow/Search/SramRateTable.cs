using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Search;

/// <summary>Energy of one byte by the size of a memory, each computed once: a search asks for the same sizes millions of times.</summary>
internal sealed class SramRateTable(TechnologyNode technology)
{
    /// <summary>Of the largest bank that the templates allow.</summary>
    private const int MostBytes = 2 * 16384 * 16;

    private readonly double[] _rates = new double[MostBytes + 1];
    private readonly bool _isGrowing = technology.SramTable.Zip(technology.SramTable.Skip(1)).All(p => p.First.PicojoulesPerByte <= p.Second.PicojoulesPerByte);

    /// <summary>Rates not above those of any memories that hold <paramref name="needs"/>, and those of memories just as large wherever energy grows with size.</summary>
    public SramRates AtMost(AcceleratorParameters p, in BufferNeeds needs) => new(
        Rate(2 * needs.ActivationWords * p.BusBytes), Rate(2 * needs.WeightWords * p.BusBytes), Rate(4 * needs.AccumulatorRows),
        Rate(needs.OutputRows * p.OutBits / 8), Rate(16 * needs.ParameterTiles), technology.SramPicojoulesPerByte(0.25));

    /// <summary>Threads may compute the same size at the same time; they store the same number.</summary>
    private double Rate(int bytes)
    {
        // A table in which larger memories take less has no bound but that of a register.
        if (!_isGrowing) return technology.RegisterPicojoulesPerByte;
        if (_rates[bytes] == 0) _rates[bytes] = technology.SramPicojoulesPerByte(Math.Max(1, bytes) / 1024.0);
        return _rates[bytes];
    }
}
