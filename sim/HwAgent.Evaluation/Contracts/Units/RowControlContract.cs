using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_row_control in both dataflows; the golden model is <see cref="ControlWords"/>.</summary>
internal static class RowControlContract
{
    public static UnitContract Create(AcceleratorParameters p) => new()
    {
        Module = "hwa_row_control",
        Purpose = "Control words for the rows that leave the array: it waits until a tile's sums leave column 0 and sends lane 0 one word a row.",
        Function = Function(p),
        Handshake = p.IsOutputStationary
            ? $"tile_* count in a cycle with tile_valid_i; two of those are at least {Interval(p, 0)} cycles apart."
            : $"tile_* count in a cycle with tile_valid_i; the next of those comes at least max(rows, {Interval(p, 0)}) cycles later.",
        ResetBehaviour = "While rst_ni is 0 every tile under way is dropped and control_o is 0, at once and without a clock edge.",
        Instances = [new UnitInstance { Parameters = [], Ports = Ports(p), Generate = trace => Generate(trace, p) }],
        AllowedSubmodules = ["hwa_fifo"],
        Surroundings = [AcceleratorTemplates.RenderUnit("hwa_fifo", p)],
    };

    /// <summary>Which words come when.</summary>
    internal static string Function(AcceleratorParameters p) =>
        (p.IsOutputStationary
            ? $"After a tile in cycle t, control_o holds in cycle t + {p.Rows + 2} + n, n = 0 to {p.Rows - 1}, the word of row r = {p.Rows - 1} - n; valid is 0 in it when r is not below tile_rows_i."
            : $"After a tile in cycle t, control_o holds in cycle t + {p.Rows + 2} + n, n = 0 to tile_rows_i - 1, the word of row r = n.")
        + " Word, from the top bit: release_table, release_param, done, valid, first, last, out_half, activate, wide, residual, param, row. row is tile_row_i + r, param is tile_param_i, first to residual are those of tile_options_i "
        + "({release_table, release_param, first, last, out_half, activate, wide, residual}). done, and with it the two release bits of tile_options_i, stand in the last word of a tile with tile_final_i and last, and are 0 otherwise. "
        + "In every other cycle the four top bits are 0. The bits below valid are open without it.";

    private static int Interval(AcceleratorParameters p, int rows) => Math.Max(rows, Math.Max(p.Rows, BlockGeometry.MinInterval));

    private static List<UnitPort> Ports(AcceleratorParameters p) =>
    [
        UnitPort.ClockIn(), UnitPort.ResetIn(),
        UnitPort.In("tile_valid_i", 1, "the sums of a tile are on their way out"),
        UnitPort.DataIn("tile_final_i", 1, "the last tile of its block"),
        UnitPort.DataIn("tile_options_i", 8, "options of its instruction"),
        UnitPort.DataIn("tile_param_i", LaneContract.ParamBits(p), "its parameter word"),
        UnitPort.DataIn("tile_row_i", LaneContract.RowBits(p), "its first row in accumulators and output half"),
        UnitPort.DataIn("tile_rows_i", 16, "rows of the block from there on"),
        UnitPort.Out("control_o", LaneContract.ControlBits(p), "control word for lane 0"),
    ];

    private static void Generate(UnitTrace trace, AcceleratorParameters p)
    {
        var at = 0;
        foreach (var length in (int[])[60 + 3 * p.Rows, 41 + p.Rows, 500 + 20 * p.Rows])
        {
            var resets = 1 + trace.Random.Next(2);
            trace.Reset(at, resets);
            for (var i = 0; i < resets; i++) trace.Expect(at + i, "control_o", 0);
            at += resets;
            var end = at + length;
            ControlWords.None(trace, p, at, end);
            while (at < end) at = Tile(trace, p, at, end);
            at = end;
        }
    }

    /// <summary>Marks a tile; the first cycle in which the next one may come, or later.</summary>
    private static int Tile(UnitTrace trace, AcceleratorParameters p, int at, int end)
    {
        // Now and then more rows than eight bits count.
        var most = (1 << LaneContract.RowBits(p)) - 1;
        var rows = trace.Chance(5) ? Math.Min(most, p.IsOutputStationary ? 257 : 2 * p.Rows + 17) : 1 + trace.Random.Next(Math.Min(most, 2 * p.Rows));
        var tile = new WalkTile(trace.Chance(50), false, false, trace.Random.Next(2 * p.ParameterTiles), trace.Random.Next(most - Math.Min(rows, most) + 1), rows);
        var options = trace.Random.Next(256);
        trace.Set(at, "tile_valid_i", 1);
        trace.Set(at, "tile_final_i", tile.IsFinal);
        trace.Set(at, "tile_options_i", options);
        trace.Set(at, "tile_param_i", tile.Parameter);
        trace.Set(at, "tile_row_i", tile.Row);
        trace.Set(at, "tile_rows_i", tile.Rows);
        ControlWords.Expect(trace, p, at, end, tile, options);
        return at + Interval(p, p.IsOutputStationary ? 0 : rows) + (trace.Chance(60) ? 0 : trace.Random.Next(2 * p.Rows));
    }
}
