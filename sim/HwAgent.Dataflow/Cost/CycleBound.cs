using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Cost;

/// <summary>Cycles that a mapping cannot go below, without walking it.</summary>
internal static class CycleBound
{
    /// <summary>
    /// The largest of three chains, each a part of the recurrence in <see cref="TimingModel"/> with some waits left out:
    /// (1) the first loads, every MATMUL after the other, the last drain, the last store;
    /// (2) every load and the stores in front of them, the last MATMUL, the last drain, the last store;
    /// (3) every beat over the port.
    /// </summary>
    public static long Of(in BlockGeometry g, AcceleratorParameters hardware, GemmTask task, GemmMapping mapping, MemoryTiming memory, in WalkTotals w)
    {
        var chunks = g.Chunks;
        var (row, column) = Last(g, mapping);
        var chunk = (w.Blocks & 1) == 1 ? chunks - 1 : 0;

        // The first MATMUL waits for its two loads, and for what its lanes need when it is also the last of its block.
        var firstBeats = (long)g.RowsOf(0) * g.ActivationRowBeats(0) + (long)g.WeightWords(0, 0) * hardware.WeightWordBeats;
        if (chunks == 1) firstBeats += w.TableBeats + (long)g.ColumnTilesOf(0) * hardware.ParamTileBeats + (task.Residual ? StoreBeats(g, 0, 0) : 0);
        long firstBeat = memory.LatencyCycles + 2;
        var firstStart = memory.LastBeat(firstBeat, firstBeats) + 1;
        var lastRun = g.MatmulCycles(row, column, chunk);
        var computeStart = firstStart + w.ControllerCycles - (lastRun + 1);

        // Stores of the last three blocks may come after the last load. Every store costs the port two idle cycles when no beat slot is missing.
        var earlyStores = w.Steps >= 3 ? (w.Steps - 3) / chunks : 0;
        var earlyBeats = Math.Max(0, w.StoreBeats - (w.Blocks - earlyStores) * StoreBeats(g, 0, 0));
        var isFullRate = memory.Numerator == memory.Denominator;
        var memoryStart = memory.LastBeat(firstBeat, w.LoadBeats + earlyBeats) + (isFullRate ? 2 * earlyStores : 0) + 1;

        var start = Math.Max(computeStart, memoryStart);
        var drain = hardware.IsOutputStationary
            ? lastRun + 2 * hardware.Rows + hardware.Columns + 8
            : lastRun - g.Interval(g.RowsOf(row)) + g.RowsOf(row) + hardware.Rows + hardware.Columns + 9;
        var end = memory.LastBeat(start + drain + 4, StoreBeats(g, row, column));
        var allBeats = memory.LastBeat(firstBeat, w.LoadBeats + w.StoreBeats) + (isFullRate ? 2 * w.Blocks : 0);
        return Math.Max(end, allBeats) + 2;
    }

    /// <summary>The block that the walk ends with.</summary>
    private static (int Row, int Column) Last(in BlockGeometry g, GemmMapping mapping)
    {
        var isRowsOuter = mapping.Order == BlockOrder.RowsOuter;
        int outer = isRowsOuter ? g.RowBlocks : g.ColumnBlocks, inner = isRowsOuter ? g.ColumnBlocks : g.RowBlocks;
        var innerIndex = ((outer - 1) & 1) == 1 ? 0 : inner - 1;
        return isRowsOuter ? (outer - 1, innerIndex) : (innerIndex, outer - 1);
    }

    private static long StoreBeats(in BlockGeometry g, int row, int column) => (long)g.RowsOf(row) * g.ColumnTilesOf(column) * g.OutputTileBeats;
}
