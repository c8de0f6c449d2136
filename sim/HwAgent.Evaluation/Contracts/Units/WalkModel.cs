using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Golden model of hwa_walk_os and hwa_walk_ws: the loop nest of a MATMUL written down from ISA.md, one element a cycle from the one after its start.</summary>
internal static class WalkModel
{
    /// <summary>Every cycle of an instruction's walk, in order.</summary>
    public static IReadOnlyList<WalkCycle> Of(AcceleratorParameters p, in Instruction i)
    {
        var cycles = p.IsOutputStationary ? OutputStationary(p, i) : WeightStationary(p, i);
        cycles[^1] = cycles[^1] with { Finishes = true };
        return cycles;
    }

    private static List<WalkCycle> OutputStationary(AcceleratorParameters p, in Instruction i)
    {
        var cycles = new List<WalkCycle>();
        var stepsPerWord = p.StepsPerWord(i.WeightBits);
        var idle = Interval(p, i.Steps) - i.Steps;
        var rowTiles = Ceil(i.Rows, p.Rows);
        for (var tile = 0; tile < i.ColumnTiles; tile++)
        {
            for (var rowTile = 0; rowTile < rowTiles; rowTile++)
            {
                for (var n = 0; n < idle; n++) cycles.Add(default);
                for (var step = 0; step < i.Steps; step++)
                {
                    cycles.Add(new WalkCycle
                    {
                        Steps = true,
                        IsFirst = step == 0,
                        IsLast = step == i.Steps - 1,
                        ActivationPick = step % p.ActivationPicks,
                        ActivationWord = step % p.ActivationPicks == 0 ? i.ActivationHalf * p.ActivationWords + rowTile * i.ActivationStride + step / p.ActivationPicks : null,
                        WeightPick = step % stepsPerWord,
                        WeightWord = step % stepsPerWord == 0 ? i.WeightHalf * p.WeightWords + tile * i.WeightStride + step / stepsPerWord : null,
                    });
                }

                var first = rowTile * p.Rows;
                var leaves = new WalkTile(tile == i.ColumnTiles - 1 && rowTile == rowTiles - 1, true, true, Parameter(p, i, tile), tile * i.Rows + first, i.Rows - first);
                cycles[^1] = cycles[^1] with { Leaves = leaves };
            }
        }

        return cycles;
    }

    private static List<WalkCycle> WeightStationary(AcceleratorParameters p, in Instruction i)
    {
        var cycles = new List<WalkCycle>();
        var stepsPerWord = p.StepsPerWord(i.WeightBits);
        var tiles = i.ColumnTiles * i.DepthTiles;
        var loaded = 0;
        for (var row = 0; row < p.Rows; row++) cycles.Add(Load(default, row, i));
        for (var n = 0; n < tiles; n++)
        {
            var (tile, depth) = (n / i.DepthTiles, n % i.DepthTiles);
            for (var row = 0; row < Interval(p, i.Rows); row++)
            {
                var cycle = row >= i.Rows ? default : new WalkCycle
                {
                    Steps = true,
                    IsFirst = row == 0,
                    ActivationWord = i.ActivationHalf * p.ActivationWords + row * i.ActivationStride + depth / p.ActivationPicks,
                    ActivationPick = depth % p.ActivationPicks,
                    Leaves = row > 0 ? null : new WalkTile(n == tiles - 1, depth == 0, depth == i.DepthTiles - 1, Parameter(p, i, tile), tile * i.Rows, i.Rows),
                };
                // The next tile's weights slide in behind the first rows of this one.
                cycles.Add(n < tiles - 1 && row < p.Rows ? Load(cycle, row, i) : cycle);
            }
        }

        return cycles;

        WalkCycle Load(WalkCycle cycle, int row, in Instruction matmul)
        {
            var (word, pick) = (loaded / stepsPerWord, loaded % stepsPerWord);
            loaded++;
            return cycle with { Loads = true, IsFirstLoad = row == 0, WeightPick = pick, WeightWord = pick == 0 ? matmul.WeightHalf * p.WeightWords + word : null };
        }
    }

    private static int Parameter(AcceleratorParameters p, in Instruction i, int tile) => i.ParameterHalf * p.ParameterTiles + tile;

    private static int Interval(AcceleratorParameters p, int steps) => Math.Max(steps, Math.Max(p.Rows, BlockGeometry.MinInterval));

    private static int Ceil(int value, int divisor) => (value + divisor - 1) / divisor;
}
