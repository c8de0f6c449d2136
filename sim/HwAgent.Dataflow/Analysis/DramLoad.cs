using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The time that DRAM takes as two more ports of the off-chip memory, its data bus and the opening of its rows. A bit of a tensor takes the same part of its
/// tensor's time in each exchange, so that a step waits for its share and the whole execution for all of it.
/// </summary>
internal sealed class DramLoad
{
    /// <summary>The data bus, and the rows.</summary>
    public const int Ports = 2;

    // Time goes through the ports in whole units, of which there are many to a cycle and, all together, fewer than 64 bits hold.
    private const double Units = 1L << 56;
    private readonly long[] _unitsPerBit = new long[Ports * 12];

    /// <summary>Divides the time up.</summary>
    /// <param name="model">Of the memory.</param>
    /// <param name="flat">The mapping.</param>
    /// <param name="cost">Its cost there.</param>
    /// <param name="geometry">Of the memory.</param>
    public DramLoad(DramModel model, FlatNest flat, DramCost cost, DramGeometry geometry)
    {
        Level = model.Level;
        // Cycles of the array in a cycle of the memory.
        var ratio = flat.Architecture.ClockHertz / geometry.ClockHertz;
        var all = Math.Max(1, (cost.BusCycles + cost.RowCycles) * ratio);
        UnitsPerCycle = Units / all;
        foreach (var operand in Enum.GetValues<Operand>())
        {
            foreach (var (transfer, traffic) in ((Transfer, DramTraffic)[])[(Transfer.ReadToBelow, cost.Tensors[(int)operand].Reads), (Transfer.WriteFromBelow, cost.Tensors[(int)operand].Writes)])
            {
                var bits = model.TrafficBits(flat, operand, transfer);
                if (bits == 0) continue;
                _unitsPerBit[Index(0, operand, transfer)] = (long)Math.Ceiling(model.BusCycles(traffic) * ratio * UnitsPerCycle / bits);
                _unitsPerBit[Index(1, operand, transfer)] = (long)Math.Ceiling(model.RowCycles(traffic) * ratio * UnitsPerCycle / bits);
            }
        }

        Cycles = Whole(Math.Max(cost.BusCycles, cost.RowCycles) * ratio);
        FirstAccessCycles = Whole((geometry.ActivateCycles + geometry.ColumnCycles) * ratio);
    }

    /// <summary>Index of the off-chip memory.</summary>
    public int Level { get; }

    /// <summary>Units that are a cycle of the array.</summary>
    public double UnitsPerCycle { get; }

    /// <summary>Cycles of the array that the memory is busy.</summary>
    public long Cycles { get; }

    /// <summary>Cycles of the array to the first data.</summary>
    public long FirstAccessCycles { get; }

    /// <summary>Units that one bit takes of a port.</summary>
    public long UnitsPerBit(int port, Operand operand, Transfer transfer) => _unitsPerBit[Index(port, operand, transfer)];

    /// <summary>Whole cycles; what is above them by less than a millionth is rounding.</summary>
    public static long Whole(double cycles) => (long)Math.Ceiling(cycles - 1e-6);

    private static int Index(int port, Operand operand, Transfer transfer) => port * 12 + 4 * (int)operand + (int)transfer;
}
