using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Cost;

/// <summary>
/// What one execution of a mapped product moves and runs, in closed form: the walk of <see cref="Compilation.ScheduleWalk"/> summed up
/// without walking. Every number is exact; a test counts the same over the instruction list.
/// </summary>
public readonly record struct WalkTotals
{
    /// <summary>MATMULs: output blocks times chunks of K.</summary>
    public long Steps { get; internal init; }

    public long Blocks { get; internal init; }

    /// <summary>Beats of activations loaded, reloads included.</summary>
    public long ActivationBeats { get; internal init; }

    public long WeightBeats { get; internal init; }

    public long ParameterBeats { get; internal init; }

    public long TableBeats { get; internal init; }

    public long ResidualBeats { get; internal init; }

    public long StoreBeats { get; internal init; }

    public long LoadBeats => ActivationBeats + WeightBeats + ParameterBeats + TableBeats + ResidualBeats;

    /// <summary>Cycles in which the array's controller holds an instruction, the one cycle between two included.</summary>
    public long ControllerCycles { get; internal init; }

    /// <summary>Cycles in which the array takes operands.</summary>
    public long BusyCycles { get; internal init; }

    /// <summary>Tiles of the size of the array.</summary>
    public long ArrayTiles { get; internal init; }

    /// <summary>Reads of one word from every bank of the activation scratchpad.</summary>
    public long ActivationReads { get; internal init; }

    /// <summary>Reads of one word of the weight scratchpad, all its banks.</summary>
    public long WeightReads { get; internal init; }

    /// <summary>Rows of partial sums written to the accumulator, and as many read from it; a row is one sum in every lane.</summary>
    public long PartialRows { get; internal init; }

    /// <summary>Rows of complete sums that go through the lanes, one column tile each.</summary>
    public long FinishedRows { get; internal init; }

    public static WalkTotals Of(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping) => Of(new BlockGeometry(hardware, task, mapping), hardware, task, mapping);

    internal static WalkTotals Of(in BlockGeometry g, AcceleratorParameters hardware, GemmTask task, GemmMapping mapping)
    {
        var (m, _, k) = task.Shape;
        int rowBlocks = g.RowBlocks, columnBlocks = g.ColumnBlocks, chunks = g.Chunks, columnTiles = g.ColumnTiles;
        int lastRow = rowBlocks - 1, lastColumn = columnBlocks - 1, lastChunk = chunks - 1;
        var steps = (long)rowBlocks * columnBlocks * chunks;
        var isRowsOuter = mapping.Order == BlockOrder.RowsOuter;

        // Sums over one dimension: all blocks but the last are equal.
        long rowBeats = Sum(lastChunk, g.ActivationRowBeats(0), g.ActivationRowBeats(lastChunk));
        long fullWords = g.WeightWords(0, 0), tailWords = g.WeightWords(0, lastChunk);
        long fullWordsLast = g.WeightWords(lastColumn, 0), tailWordsLast = g.WeightWords(lastColumn, lastChunk);
        var weightWords = lastColumn * (lastChunk * fullWords + tailWords) + lastChunk * fullWordsLast + tailWordsLast;

        // The walk runs back and forth, so the first chunk of a block is the last of the one before. Where the inner loop moves, the outer
        // operand of that chunk stays; where the outer loop moves, the inner operand does. Block b starts with its last chunk when b is odd.
        int outer = isRowsOuter ? rowBlocks : columnBlocks, inner = isRowsOuter ? columnBlocks : rowBlocks;
        // Blocks of one outer pass, the first excepted: the parity of a pass's first block matters only when `inner` is odd, and then both halves are equal.
        long oddInner = inner / 2, evenInner = (inner - 1) / 2;
        // Turns of the outer loop. The turn into an odd pass happens at the last inner block, into an even pass at the first; the pass starts with block pass * inner.
        long oddTurns = outer / 2, evenTurns = (outer - 1) / 2;
        var oddTurnChunk = (inner & 1) == 1 ? lastChunk : 0;

        long activationBeats, weightBeats, parameterTiles;
        if (isRowsOuter)
        {
            activationBeats = m * (columnBlocks * rowBeats - oddInner * g.ActivationRowBeats(lastChunk) - evenInner * g.ActivationRowBeats(0));
            weightBeats = rowBlocks * weightWords - oddTurns * g.WeightWords(lastColumn, oddTurnChunk) - evenTurns * fullWords;
            parameterTiles = (long)rowBlocks * columnTiles - oddTurns * g.ColumnTilesOf(lastColumn) - evenTurns * g.ColumnTilesOf(0);
        }
        else
        {
            activationBeats = m * (columnBlocks * rowBeats) - oddTurns * g.RowsOf(lastRow) * g.ActivationRowBeats(oddTurnChunk) - evenTurns * g.RowsOf(0) * g.ActivationRowBeats(0);
            var firstChunkWords = lastColumn * fullWords + fullWordsLast;
            var lastChunkWords = lastColumn * tailWords + tailWordsLast;
            weightBeats = rowBlocks * weightWords - oddInner * lastChunkWords - evenInner * firstChunkWords;
            parameterTiles = columnTiles;
        }

        long arrayTiles, controller, busy, activationReads, weightReads, partialRows;
        var finishedRows = (long)m * columnTiles;
        if (hardware.IsOutputStationary)
        {
            var rowTiles = Sum(lastRow, Ceil(g.RowsOf(0), hardware.Rows), Ceil(g.RowsOf(lastRow), hardware.Rows));
            var outputTiles = rowTiles * columnTiles;
            arrayTiles = outputTiles * chunks;
            controller = outputTiles * Sum(lastChunk, g.Interval(g.DepthOf(0)), g.Interval(g.DepthOf(lastChunk))) + steps;
            busy = outputTiles * k;
            activationReads = outputTiles * rowBeats;
            weightReads = outputTiles * Sum(lastChunk, g.WeightStride(0), g.WeightStride(lastChunk));
            partialRows = finishedRows * lastChunk;
        }
        else
        {
            var depthTiles = Sum(lastChunk, g.DepthTilesOf(0), g.DepthTilesOf(lastChunk));
            arrayTiles = rowBlocks * columnTiles * depthTiles;
            controller = columnTiles * depthTiles * Sum(lastRow, g.Interval(g.RowsOf(0)), g.Interval(g.RowsOf(lastRow))) + steps * (hardware.Rows + 1);
            busy = columnTiles * depthTiles * m;
            activationReads = busy;
            weightReads = rowBlocks * weightWords;
            partialRows = finishedRows * (depthTiles - 1);
        }

        return new WalkTotals
        {
            Steps = steps, Blocks = (long)rowBlocks * columnBlocks,
            ActivationBeats = activationBeats, WeightBeats = weightBeats * hardware.WeightWordBeats, ParameterBeats = parameterTiles * hardware.ParamTileBeats,
            TableBeats = task.Activate ? hardware.TableBeats : 0,
            ResidualBeats = task.Residual ? finishedRows * g.OutputTileBeats : 0, StoreBeats = finishedRows * g.OutputTileBeats,
            ControllerCycles = controller, BusyCycles = busy, ArrayTiles = arrayTiles,
            ActivationReads = activationReads, WeightReads = weightReads, PartialRows = partialRows, FinishedRows = finishedRows,
        };
    }

    /// <summary><paramref name="count"/> equal items and a last one.</summary>
    private static long Sum(int count, int item, int last) => (long)count * item + last;

    private static int Ceil(int value, int divisor) => (value + divisor - 1) / divisor;
}
