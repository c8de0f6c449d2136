using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Mapping;

/// <summary>How the blocks of a mapping lie in memory and in the scratchpads: the one place for every size that compiler, cost model and capacity check share.</summary>
public readonly struct BlockGeometry(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping)
{
    public LayerShape Shape { get; } = task.Shape;

    public int RowBlocks { get; } = Ceil(task.Shape.M, mapping.BlockRows);

    public int ColumnBlocks { get; } = Ceil(task.Shape.N, mapping.BlockColumns);

    public int Chunks { get; } = Ceil(task.Shape.K, mapping.BlockDepth);

    /// <summary>Column tiles of the whole product.</summary>
    public int ColumnTiles { get; } = Ceil(task.Shape.N, hardware.Columns);

    public int StepsPerWord { get; } = hardware.StepsPerWord(task.WeightBits);

    /// <summary>Result and residual have 16 bits.</summary>
    public bool IsWide { get; } = task.Residual;

    public int OutputTileBeats { get; } = task.Residual ? hardware.WideTileBeats : hardware.NarrowTileBeats;

    /// <summary>Beats from one activation row to the next in memory.</summary>
    public int ActivationPitch => hardware.IsOutputStationary
        ? Ceil(Shape.K, hardware.BusBytes)
        : Ceil(Shape.K, hardware.DepthGranule) * (hardware.DepthGranule / hardware.BusBytes);

    /// <summary>Beats from one result row to the next in memory.</summary>
    public int OutputPitch => ColumnTiles * OutputTileBeats;

    public int RowsOf(int block) => Math.Min(mapping.BlockRows, Shape.M - block * mapping.BlockRows);

    public int ColumnTilesOf(int block) => Ceil(Math.Min(mapping.BlockColumns, Shape.N - block * mapping.BlockColumns), hardware.Columns);

    public int DepthOf(int chunk) => Math.Min(mapping.BlockDepth, Shape.K - chunk * mapping.BlockDepth);

    /// <summary>Tiles of Rows input channels in a chunk (weight-stationary).</summary>
    public int DepthTilesOf(int chunk) => Ceil(DepthOf(chunk), hardware.Rows);

    /// <summary>Beats of one activation row of a chunk.</summary>
    public int ActivationRowBeats(int chunk) => hardware.IsOutputStationary || hardware.Rows < hardware.BusBytes
        ? Ceil(DepthOf(chunk), hardware.BusBytes)
        : DepthTilesOf(chunk) * (hardware.Rows / hardware.BusBytes);

    /// <summary>Words from one row tile (output-stationary) or row (weight-stationary) of activations to the next.</summary>
    public int ActivationStride(int chunk) => hardware.IsOutputStationary || hardware.Rows < hardware.BusBytes ? ActivationRowBeats(chunk) : DepthTilesOf(chunk);

    /// <summary>Words a bank of the activation scratchpad that a chunk of a block takes.</summary>
    public int ActivationWords(int rowBlock, int chunk) => hardware.IsOutputStationary
        ? Ceil(RowsOf(rowBlock), hardware.Rows) * ActivationRowBeats(chunk)
        : RowsOf(rowBlock) * ActivationStride(chunk);

    /// <summary>Words from one column tile of weights to the next (output-stationary).</summary>
    public int WeightStride(int chunk) => Ceil(DepthOf(chunk), StepsPerWord);

    /// <summary>Words of the weight scratchpad that a chunk of a block takes.</summary>
    public int WeightWords(int columnBlock, int chunk) => hardware.IsOutputStationary
        ? ColumnTilesOf(columnBlock) * WeightStride(chunk)
        : Ceil(ColumnTilesOf(columnBlock) * DepthTilesOf(chunk) * hardware.Rows, StepsPerWord);

    /// <summary>Cycles the controller runs for one MATMUL.</summary>
    public long MatmulCycles(int rowBlock, int columnBlock, int chunk)
    {
        var rows = RowsOf(rowBlock);
        return hardware.IsOutputStationary
            ? (long)ColumnTilesOf(columnBlock) * Ceil(rows, hardware.Rows) * Interval(DepthOf(chunk))
            : hardware.Rows + (long)ColumnTilesOf(columnBlock) * DepthTilesOf(chunk) * Interval(rows);
    }

    /// <summary>Cycles from the start of one tile to the start of the next: its steps, but no fewer than the array needs to empty or refill.</summary>
    public int Interval(int steps) => Math.Max(Math.Max(steps, hardware.Rows), MinInterval);

    /// <summary>Partial sums need this many cycles between two tiles (hwa_walk_os, hwa_walk_ws).</summary>
    public const int MinInterval = 4;

    /// <summary>Without a sum that overflows where a block is far larger than the product; no value is 0.</summary>
    private static int Ceil(int value, int divisor) => (value - 1) / divisor + 1;
}
