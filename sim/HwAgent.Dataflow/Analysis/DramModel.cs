using System.Numerics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The outermost level as a DRAM of rows and bursts, so that the layout of the tensors matters (ROMANet, Putra et al. 2021; DRMap, Putra et al. 2020). Every tile
/// that goes to or from the level below is one transfer in the order of addresses: it moves whole bursts and opens each of its rows once; between two
/// transfers other tensors close them. Bursts and rows of a box are products over its dimensions, so that the counts are those of <see cref="TransferCount"/>
/// with segments in the place of elements. The controller spreads rows over banks so that neighbours do not collide (Zhang et al. 2000); conflicts of its
/// choice are not modelled.
/// </summary>
/// <param name="problem">What is computed.</param>
/// <param name="architecture">What it runs on.</param>
/// <param name="geometry">Of the outermost level.</param>
public sealed class DramModel(TensorProblem problem, Architecture architecture, DramGeometry geometry)
{
    /// <summary>The cost of one mapping.</summary>
    /// <param name="nest">Valid for problem and architecture.</param>
    /// <param name="layouts">By operand.</param>
    /// <exception cref="ArgumentException">A layout does not fit its tensor.</exception>
    public DramCost Evaluate(LoopNest nest, IReadOnlyList<DramLayout> layouts)
    {
        var flat = new FlatNest(problem, architecture, nest);
        var tensors = new DramTraffic[3];
        foreach (var link in flat.Links.Where(l => l.Parent == 0)) tensors[(int)link.Operand] = Traffic(flat, link, layouts[(int)link.Operand]);
        var bursts = tensors.Sum(t => t.ReadBursts + t.WrittenBursts);
        var rows = tensors.Sum(t => t.RowMisses);
        var busy = Math.Max(bursts * geometry.BurstCycles, (rows * geometry.RowCycles + geometry.Banks - 1) / geometry.Banks);
        var cycles = busy + geometry.ActivateCycles + geometry.ColumnCycles;
        var energy = rows * geometry.RowPicojoules + tensors.Sum(t => t.ReadBursts) * geometry.ReadPicojoules + tensors.Sum(t => t.WrittenBursts) * geometry.WritePicojoules;
        var bits = new NestModel(problem, architecture).Evaluate(nest).DramBits;
        return new DramCost(tensors, cycles, energy, bits / 8.0 / (cycles / geometry.ClockHertz));
    }

    /// <summary>Width of a stored element, a power of two; sums that are not final have their own.</summary>
    internal static int StoredBits(FlatNest flat, Operand operand)
    {
        var bits = operand == Operand.Output && flat.HoldsPartialSums(0) ? flat.Problem.PartialBits : flat.Problem.Tensor(operand).Bits;
        return (int)BitOperations.RoundUpToPowerOf2((uint)bits);
    }

    private DramTraffic Traffic(FlatNest flat, TransferLink link, DramLayout layout)
    {
        var order = layout.Complete(problem, link.Operand);
        var (burst, row) = Segments(order, StoredBits(flat, link.Operand));
        var count = new TransferCount(flat, link.Operand, link.Child, 0, CopyRule.Merged, 0);
        var (moved, opened) = (count.Total(burst), count.Total(row));
        if (link.Operand != Operand.Output) return new DramTraffic(moved, 0, opened, 0);
        // The first write of each tile finds nothing to add to.
        var end = flat.Starts[link.Child];
        return new DramTraffic(moved - count.Distinct(end, burst), moved, opened - count.Distinct(end, row), opened);
    }

    /// <summary>By dimension, the elements in one burst and in one row.</summary>
    private (long[] Burst, long[] Row) Segments(int[] order, int bits)
    {
        var (burst, row) = (new long[problem.Dimensions.Count], new long[problem.Dimensions.Count]);
        Array.Fill(burst, 1);
        Array.Fill(row, 1);
        if (order.Length == 0) return (burst, row);
        var (burstBits, rowBits) = (8L * geometry.BurstBytes, 8L * geometry.RowBytes);
        burst[order[0]] = burstBits / bits;
        row[order[0]] = rowBits / bits;
        // A line that fits a row shares it with the lines around it, and is in one row wherever a tile begins.
        var line = problem.Dimensions[order[0]].Size * bits;
        if (order.Length > 1 && line <= rowBits) row[order[1]] = rowBits / Math.Max(burstBits, (long)BitOperations.RoundUpToPowerOf2((ulong)line));
        return (burst, row);
    }
}
