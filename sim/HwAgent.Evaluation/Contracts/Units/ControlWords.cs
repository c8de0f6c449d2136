using System.Numerics;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Golden model of hwa_row_control: the control words that a tile causes.</summary>
internal static class ControlWords
{
    /// <summary>Bits of the control word that are stated in every cycle: {release_table, release_param, done, valid}.</summary>
    public const int AlwaysStated = 4;

    /// <summary>The control word of each row, with the cycles from the tile's mark to it; rows beyond the block have none. A weight-stationary tile sends all its rows, an output-stationary one the array's from the bottom up. Options: {release_table, release_param, first, last, out_half, activate, wide, residual}.</summary>
    public static IEnumerable<(int Delay, BigInteger Word)> Of(AcceleratorParameters p, WalkTile tile, int options)
    {
        var count = p.IsOutputStationary ? p.Rows : tile.Rows;
        for (var n = 0; n < count; n++)
        {
            var row = p.IsOutputStationary ? p.Rows - 1 - n : n;
            if (row >= tile.Rows) continue;
            var completes = n == count - 1 && tile.IsFinal && (options >> 4 & 1) == 1;
            var marks = completes ? (options >> 6 << 1 | 1) << 1 | 1 : 1;
            var word = new BigInteger(marks << 6 | options & 63);
            yield return (p.Rows + 2 + n, (word << LaneContract.ParamBits(p) | tile.Parameter) << LaneContract.RowBits(p) | (tile.Row + row));
        }
    }

    /// <summary>States that no row leaves in these cycles.</summary>
    public static void None(UnitTrace trace, AcceleratorParameters p, int from, int to)
    {
        for (var at = from; at < to; at++) trace.ExpectPart(at, "control_o", LaneContract.ControlBits(p) - AlwaysStated, AlwaysStated, 0);
    }

    /// <summary>States the control words of a tile marked in a cycle, up to the end of the stretch.</summary>
    public static void Expect(UnitTrace trace, AcceleratorParameters p, int at, int end, WalkTile tile, int options)
    {
        foreach (var (delay, word) in Of(p, tile, options))
        {
            if (at + delay < end) trace.ExpectPart(at + delay, "control_o", 0, LaneContract.ControlBits(p), word);
        }
    }
}
