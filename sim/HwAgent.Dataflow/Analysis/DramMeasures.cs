using System.Numerics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What one transfer of a tile does in DRAM under a layout, as something to count of tiles.</summary>
/// <param name="Bursts">Bursts moved.</param>
/// <param name="Rows">Rows opened.</param>
/// <param name="Repeats">Bursts right behind one of the same row; null where that is every burst that opens no row.</param>
internal sealed record DramMeasures(TileMeasure Bursts, TileMeasure Rows, TileMeasure? Repeats)
{
    private static readonly TileMeasure Never = TileMeasure.Of(_ => 0);

    /// <summary>Of a tensor.</summary>
    /// <param name="problem">Whose tensor.</param>
    /// <param name="operand">Which.</param>
    /// <param name="layout">Where its elements are.</param>
    /// <param name="geometry">Of the memory.</param>
    /// <param name="bits">Width of a stored element, a power of two.</param>
    public static DramMeasures Of(TensorProblem problem, Operand operand, DramLayout layout, DramGeometry geometry, int bits)
    {
        var order = layout.Complete(problem, operand);
        var (burst, turns) = (8L * geometry.BurstBytes, layout.BanksInTurn);
        var set = 8L * geometry.RowBytes * turns;
        if (layout.IsTiled || order.Length == 0) return Tiles(burst, set, turns, bits);
        RangeMeasure?[] bursts = new RangeMeasure?[problem.Dimensions.Count], rows = new RangeMeasure?[bursts.Length];
        bursts[order[0]] = RangeMeasure.Touched(burst / bits);
        var repeats = turns == 1 ? null : Never;
        var line = problem.Dimensions[order[0]].Size * bits;
        if (line > set)
        {
            rows[order[0]] = RangeMeasure.Touched(burst / bits, set / bits, turns);
            return new DramMeasures(TileMeasure.Of(bursts), TileMeasure.Of(rows), repeats);
        }

        // Lines share a row set with the lines around them; short ones share a turn round the banks, too.
        var pitch = Math.Max(burst, (long)BitOperations.RoundUpToPowerOf2((ulong)line));
        var (inSet, inTurn) = (set / pitch, turns * burst / pitch);
        rows[order[0]] = inTurn > 1 ? bursts[order[0]] : RangeMeasure.Touched(burst / bits, pitch / bits, turns);
        if (order.Length > 1)
        {
            rows[order[1]] = inTurn > 1 ? RangeMeasure.Touched(1, inSet, inTurn) : RangeMeasure.Touched(inSet);
            if (turns > 1 && inTurn <= 1)
            {
                // A line begins in the bank in which the one before has ended when its bursts are one more than whole turns.
                var behind = new RangeMeasure?[bursts.Length];
                (behind[order[0]], behind[order[1]]) = (RangeMeasure.EndsOnFirst(burst / bits, turns), RangeMeasure.Following(inSet));
                repeats = TileMeasure.Of(behind);
            }
        }

        return new DramMeasures(TileMeasure.Of(bursts), TileMeasure.Of(rows), repeats);
    }

    private static DramMeasures Tiles(long burst, long set, int turns, int bits)
    {
        return new DramMeasures(TileMeasure.Of(Bursts), TileMeasure.Of(Rows), turns == 1 ? null : Never);

        long Bursts(long elements) => (elements * bits - 1) / burst + 1;

        long Rows(long elements)
        {
            var (whole, rest) = Math.DivRem(Bursts(elements), set / burst);
            return whole * turns + Math.Min(rest, turns);
        }
    }
}
