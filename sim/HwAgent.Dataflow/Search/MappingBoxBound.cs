using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// What no mapping of a box can go below. Each total of the walk (<see cref="WalkTotals"/>) is bounded by itself: the numbers of blocks and chunks are least
/// for the largest blocks, and a pass of a loop loads all of an operand but the piece that its turn leaves on chip, which is largest for the largest blocks.
/// Memories that are still to be divided are as small as the smallest blocks allow.
/// </summary>
internal static class MappingBoxBound
{
    public static CostBound Of(MappingSpace space, in MappingBox box)
    {
        var (p, task, memory) = (space.Hardware, space.Task, space.Memory);
        var largest = new BlockGeometry(p, task, space.Mapping(box.Order, box.MostRows, box.MostTiles, box.MostGranules));
        var smallest = new BlockGeometry(p, task, space.Mapping(box.Order, box.FewestRows, box.FewestTiles, box.FewestGranules));
        var totals = Totals(space, box, largest);
        var energy = EnergyCounts.Of(p, task, totals, space.Technology).At(space.RatesOf(smallest));
        return new CostBound(Cycles(space, totals, largest, smallest, memory), energy);
    }

    /// <summary>The chains of <see cref="CycleBound"/> with the least of what each is made of.</summary>
    private static long Cycles(MappingSpace space, in WalkTotals w, in BlockGeometry largest, in BlockGeometry smallest, MemoryTiming memory)
    {
        var (p, task) = (space.Hardware, space.Task);
        var interval = Math.Max(p.Rows, BlockGeometry.MinInterval);
        var isFullRate = memory.Numerator == memory.Denominator;
        var firstBeats = (long)smallest.RowsOf(0) * smallest.ActivationRowBeats(0) + (long)smallest.WeightWords(0, 0) * p.WeightWordBeats;
        if (smallest.Chunks == 1) firstBeats += w.TableBeats + (long)smallest.ColumnTilesOf(0) * p.ParamTileBeats;
        long firstBeat = memory.LatencyCycles + 2;
        var firstStart = memory.LastBeat(firstBeat, firstBeats) + 1;
        // From the start of the last MATMUL to its store, less what it runs; a weight-stationary array waits out an interval that its last rows need not fill.
        var drain = p.IsOutputStationary ? 2 * p.Rows + p.Columns + 8 : p.Rows + p.Columns + 9 - (interval - 1);
        var shortestRun = p.IsOutputStationary ? interval : p.Rows + interval;
        var computeEnd = firstStart + w.ControllerCycles - 1 + drain;

        // No more blocks than this are stored behind the last load, each as large as the first.
        long lateBlocks = (3 + largest.Chunks - 1) / largest.Chunks;
        var lateBeats = Math.Min(w.StoreBeats, lateBlocks * largest.RowsOf(0) * largest.ColumnTilesOf(0) * largest.OutputTileBeats);
        var memoryEnd = memory.LastBeat(firstBeat, w.LoadBeats + w.StoreBeats - lateBeats) + 1 + shortestRun + drain;
        var end = memory.LastBeat(Math.Max(computeEnd, memoryEnd) + 4, largest.OutputTileBeats);
        var allBeats = memory.LastBeat(firstBeat, w.LoadBeats + w.StoreBeats) + (isFullRate ? 2 * w.Blocks : 0);
        return Math.Max(end, allBeats) + 2;
    }

    private static WalkTotals Totals(MappingSpace space, in MappingBox box, in BlockGeometry g)
    {
        var (p, task) = (space.Hardware, space.Task);
        var (m, _, k) = task.Shape;
        long rowBlocks = g.RowBlocks, columnBlocks = g.ColumnBlocks, chunks = g.Chunks, tiles = g.ColumnTiles, interval = Math.Max(p.Rows, BlockGeometry.MinInterval);
        var depthTiles = Ceil(k, p.Rows);
        var steps = rowBlocks * columnBlocks * chunks;
        var isRowsOuter = box.Order == BlockOrder.RowsOuter;

        // Chunks are whole granules, so the beats of an activation row do not depend on them; words of weights may, by what is lost at edges.
        long rowBeats = p.IsOutputStationary || p.Rows < p.BusBytes ? Ceil(k, p.BusBytes) : depthTiles * (p.Rows / p.BusBytes);
        long chunkBeats = Math.Min(rowBeats, g.ActivationRowBeats(0));
        var weightWords = p.IsOutputStationary ? tiles * Ceil(k, g.StepsPerWord) : Ceil(tiles * depthTiles * p.Rows, g.StepsPerWord);
        // What another pass over the weights loads when it finds a chunk of a block, or of all blocks, on chip.
        long keptWords = isRowsOuter ? g.WeightWords(0, 0) : p.IsOutputStationary ? tiles * g.WeightStride(0) : Ceil(tiles * g.DepthTilesOf(0) * p.Rows, g.StepsPerWord);
        var againWords = Math.Max(0, weightWords - keptWords);

        long activationBeats, parameterTiles;
        if (isRowsOuter)
        {
            activationBeats = m * (rowBeats + (columnBlocks - 1) * (rowBeats - chunkBeats));
            parameterTiles = tiles + (rowBlocks - 1) * (tiles - g.ColumnTilesOf(0));
        }
        else
        {
            activationBeats = m * rowBeats + (columnBlocks - 1) * Math.Max(0, m * rowBeats - g.RowsOf(0) * chunkBeats);
            parameterTiles = tiles;
        }

        long arrayTiles, controller, busy, activationReads, weightReads, partialRows;
        var finishedRows = m * tiles;
        if (p.IsOutputStationary)
        {
            var outputTiles = Math.Max(Ceil(m, p.Rows), rowBlocks) * tiles;
            arrayTiles = outputTiles * chunks;
            controller = outputTiles * Math.Max(k, chunks * interval) + steps;
            busy = outputTiles * k;
            activationReads = outputTiles * rowBeats;
            weightReads = outputTiles * Ceil(k, g.StepsPerWord);
            partialRows = finishedRows * (chunks - 1);
        }
        else
        {
            arrayTiles = rowBlocks * tiles * depthTiles;
            controller = tiles * depthTiles * Math.Max(m, rowBlocks * interval) + steps * (p.Rows + 1);
            busy = tiles * depthTiles * m;
            activationReads = busy;
            weightReads = rowBlocks * weightWords;
            partialRows = finishedRows * (depthTiles - 1);
        }

        return new WalkTotals
        {
            Steps = steps, Blocks = rowBlocks * columnBlocks,
            ActivationBeats = activationBeats, WeightBeats = (weightWords + (rowBlocks - 1) * againWords) * p.WeightWordBeats, ParameterBeats = parameterTiles * p.ParamTileBeats,
            TableBeats = task.Activate ? p.TableBeats : 0,
            ResidualBeats = task.Residual ? finishedRows * g.OutputTileBeats : 0, StoreBeats = finishedRows * g.OutputTileBeats,
            ControllerCycles = controller, BusyCycles = busy, ArrayTiles = arrayTiles,
            ActivationReads = activationReads, WeightReads = weightReads, PartialRows = partialRows, FinishedRows = finishedRows,
        };
    }

    private static long Ceil(long value, long divisor) => (value + divisor - 1) / divisor;
}
