using System.Numerics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The off-chip memory as a DRAM of rows and bursts, so that the layout of the tensors matters (ROMANet, Putra et al., TVLSI 2021; DRMap, Putra et al., DAC 2020).
/// <para>
/// The machine: every tile that goes to or from the level below is one transfer, whose bursts come in the order of addresses. A bank keeps its row open
/// until another one of it is needed or the transfer ends. The data bus waits <see cref="DramGeometry.SameRowBurstCycles"/> behind a burst when the next one
/// is of the same row, else <see cref="DramGeometry.BurstCycles"/>. Rows are opened ahead, one every <see cref="DramGeometry.ActivateSpacingCycles"/>: the
/// controller spreads the rows of the tensors over the banks (as Zhang et al., MICRO 2000, do), and looks ahead as far as it takes. Refreshes
/// stop both. Counts are exact for it, and so is the time: the longer of bus and rows. Not in it: turning the bus between reads and writes, write
/// recovery, banks that meet by chance.
/// </para>
/// <para>
/// Bursts and rows of a tile in lines are products over its dimensions, those of a tile in one piece follow from its size; so the counts are those of
/// <see cref="TransferCount"/> with them in the place of elements.
/// </para>
/// </summary>
/// <param name="problem">What is computed.</param>
/// <param name="architecture">What it runs on.</param>
/// <param name="geometry">Of the off-chip memory.</param>
/// <param name="level">Which level that is: the outermost, or the one behind it where some operands have a home on the chip. Those do nothing here.</param>
public sealed class DramModel(TensorProblem problem, Architecture architecture, DramGeometry geometry, int level = 0)
{
    /// <summary>Index of the off-chip memory.</summary>
    internal int Level => level;

    /// <summary>The cost of one mapping.</summary>
    /// <param name="nest">Valid for problem and architecture.</param>
    /// <param name="layouts">By operand.</param>
    /// <exception cref="ArgumentException">A layout does not fit its tensor or the memory.</exception>
    public DramCost Evaluate(LoopNest nest, IReadOnlyList<DramLayout> layouts)
    {
        var flat = new FlatNest(problem, architecture, nest);
        return Sum(flat, [.. Enum.GetValues<Operand>().Select(o => Count(flat, o, layouts[(int)o]))]);
    }

    /// <summary>What one tensor does in a layout.</summary>
    internal DramTensorCost Count(FlatNest flat, Operand operand, DramLayout layout)
    {
        if (layout.BanksInTurn < 1 || layout.BanksInTurn > geometry.Banks || !BitOperations.IsPow2(layout.BanksInTurn))
            throw new ArgumentException($"the layout of {problem.Tensor(operand).Name} takes turns between {layout.BanksInTurn} banks; give a power of two up to {geometry.Banks}");
        TransferLink[] links = [.. flat.Links.Where(l => l.Parent == level && l.Operand == operand)];
        if (links is not [var link]) return new DramTensorCost(layout, default, default);
        var measures = DramMeasures.Of(problem, operand, layout, geometry, StoredBits(flat, operand));
        var count = new TransferCount(flat, operand, link.Child, level);
        var all = Traffic(count.Total(measures.Bursts), count.Total(measures.Rows), measures.Repeats is { } r ? count.Total(r) : null);
        if (operand != Operand.Output) return new DramTensorCost(layout, all, default);
        // The first write of each tile finds nothing to add to.
        var end = flat.Starts[link.Child];
        var first = Traffic(count.Distinct(end, measures.Bursts), count.Distinct(end, measures.Rows), measures.Repeats is { } f ? count.Distinct(end, f) : null);
        return new DramTensorCost(layout, new DramTraffic(all.Bursts - first.Bursts, all.RowMisses - first.RowMisses, all.Repeats - first.Repeats), all);
    }

    /// <summary>The cost of all tensors together.</summary>
    internal DramCost Sum(FlatNest flat, IReadOnlyList<DramTensorCost> tensors)
    {
        var bus = tensors.Sum(t => BusCycles(t.All));
        var rows = tensors.Sum(t => RowCycles(t.All));
        var cycles = (long)Math.Ceiling(Math.Max(bus, rows)) + geometry.ActivateCycles + geometry.ColumnCycles;
        var bits = Enum.GetValues<Operand>().Sum(o => Enum.GetValues<Transfer>().Sum(t => TrafficBits(flat, o, t)));
        return new DramCost(
            tensors,
            bus,
            rows,
            cycles,
            tensors.Sum(t => t.All.RowMisses) * geometry.ActivatePicojoules,
            tensors.Sum(BurstPicojoules),
            bits / 8.0 / (cycles / geometry.ClockHertz));
    }

    /// <summary>Energy of a tensor's rows and bursts.</summary>
    public double Picojoules(DramTensorCost tensor) =>
        tensor.All.RowMisses * geometry.ActivatePicojoules + BurstPicojoules(tensor);

    /// <summary>Of the memory's clock, that the data bus is busy; refreshes take their share of all time.</summary>
    public double BusCycles(in DramTraffic traffic) =>
        (traffic.Repeats * (double)geometry.SameRowBurstCycles + (traffic.Bursts - traffic.Repeats) * (double)geometry.BurstCycles) / (1 - geometry.RefreshShare);

    /// <summary>Of the memory's clock, that opening rows takes.</summary>
    internal double RowCycles(in DramTraffic traffic) => traffic.RowMisses * geometry.ActivateSpacingCycles / (1 - geometry.RefreshShare);

    /// <summary>Bits that a mapping moves in one direction, at the widths of the tensors.</summary>
    internal long TrafficBits(FlatNest flat, Operand operand, Transfer transfer)
    {
        var traffic = flat.Traffic[level, operand];
        var bits = problem.Tensor(operand).Bits;
        return transfer switch
        {
            Transfer.ReadToBelow => traffic.ReadsToBelow * (operand == Operand.Output ? problem.PartialBits : bits),
            Transfer.WriteFromBelow => (traffic.WritesFromBelow - traffic.FinalWritesFromBelow) * problem.PartialBits + traffic.FinalWritesFromBelow * bits,
            _ => 0,
        };
    }

    /// <summary>Width of a stored element, a power of two; sums that are not final have their own.</summary>
    private int StoredBits(FlatNest flat, Operand operand)
    {
        var bits = operand == Operand.Output && flat.HoldsPartialSums(level) ? problem.PartialBits : problem.Tensor(operand).Bits;
        return (int)BitOperations.RoundUpToPowerOf2((uint)bits);
    }

    private double BurstPicojoules(DramTensorCost tensor) =>
        8.0 * geometry.BurstBytes * (tensor.Reads.Bursts * architecture.Levels[level].ReadPicojoulesPerBit + tensor.Writes.Bursts * architecture.Levels[level].WritePicojoulesPerBit);

    /// <summary>A row that is walked to its end is open for all of its bursts but the first.</summary>
    private static DramTraffic Traffic(long bursts, long rows, long? repeats) => new(bursts, rows, repeats ?? bursts - rows);
}
