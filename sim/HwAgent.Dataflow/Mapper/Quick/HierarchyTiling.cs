using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>One mapping of a product to a <see cref="HierarchyHardware"/>, as the sizes of the tiles that the levels are handed. Dimensions are 0: M, 1: N, 2: K.</summary>
internal sealed class HierarchyTiling
{
    private readonly HierarchyHardware _hardware;

    /// <param name="problem">Its sizes are the tiles of level 0; those of all other levels are as small as the axes below them allow.</param>
    /// <param name="hardware">What it runs on.</param>
    /// <param name="spread">The dimension of each axis; -1: none.</param>
    public HierarchyTiling(TensorProblem problem, HierarchyHardware hardware, int[] spread)
    {
        (_hardware, Spread) = (hardware, spread);
        var levels = hardware.Levels;
        (Tiles, Parallel) = (new long[(levels + 1) * 3], new long[levels * 3]);
        Array.Fill(Parallel, 1);
        for (var a = 0; a < spread.Length; a++) if (spread[a] >= 0) Parallel[(hardware.Axes[a].Level * 3) + spread[a]] *= hardware.Axes[a].Axis.Size;
        for (var d = 0; d < 3; d++)
        {
            var size = Tiles[d] = problem.Dimensions[d + 1].Size;
            var tile = Tiles[(levels * 3) + d] = 1;
            for (var l = levels - 1; l > 0; l--) Tiles[(l * 3) + d] = tile = Math.Min(size, tile * Parallel[(l * 3) + d]);
        }

        Orders = [.. hardware.Orders.Select(o => o[0])];
        Keeps = [.. Enumerable.Range(0, levels).Select(hardware.MayKeep)];
    }

    private HierarchyTiling(HierarchyTiling other, HierarchyHardware hardware)
    {
        (_hardware, Spread, Parallel) = (hardware, other.Spread, other.Parallel);
        (Tiles, Orders, Keeps) = ([.. other.Tiles], [.. other.Orders], [.. other.Keeps]);
    }

    public int[] Spread { get; }

    /// <summary>Instances that the axes below a level spread a dimension over, if it is long enough; by level and dimension.</summary>
    public long[] Parallel { get; }

    /// <summary>Largest extents that a level is handed, by level and dimension; behind the last level those of the multipliers, 1.</summary>
    public long[] Tiles { get; }

    /// <summary>Loop orders of the levels.</summary>
    public int[] Orders { get; }

    public OperandSet[] Keeps { get; }

    public HierarchyTiling Copy() => new(this, _hardware);

    /// <summary>The same on a hardware that differs in the room of the shared buffer alone.</summary>
    public HierarchyTiling Rebased(HierarchyHardware hardware) => new(this, hardware);

    /// <summary>The extent that an iteration of a level's loops takes.</summary>
    public long Step(int level, int dimension) => Math.Min(Tiles[(level * 3) + dimension], Tiles[((level + 1) * 3) + dimension] * Parallel[(level * 3) + dimension]);

    /// <summary>Makes the tiles of the levels inside as small as a level's tile asks for, so that its axes still have work for all instances.</summary>
    public void Narrow(int level, int dimension)
    {
        for (var i = (level * 3) + dimension; i < Parallel.Length; i += 3) Tiles[i + 3] = Math.Min(Tiles[i + 3], (Tiles[i] + Parallel[i] - 1) / Parallel[i]);
    }

    /// <summary>The mapping to the architecture.</summary>
    public LoopNest Nest()
    {
        var levels = new List<LevelNest>();
        if (_hardware.First == 1) levels.Add(new LevelNest([], []));
        for (var l = 0; l < _hardware.Levels; l++)
        {
            var temporal = new List<TemporalLoop>();
            foreach (var d in TilingMapper.OrderOf(Orders[l])) if (Step(l, d - 1) < Tiles[(l * 3) + d - 1]) temporal.Add(new TemporalLoop(d, Step(l, d - 1)));
            var spatial = new List<SpatialLoop>();
            for (var a = 0; a < Spread.Length; a++)
            {
                if (Spread[a] < 0 || _hardware.Axes[a].Level != l) continue;
                var step = Tiles[((l + 1) * 3) + Spread[a]];
                for (var b = a + 1; b < Spread.Length; b++) if (_hardware.Axes[b].Level == l && Spread[b] == Spread[a]) step *= _hardware.Axes[b].Axis.Size;
                spatial.Add(new SpatialLoop(Spread[a] + 1, step, _hardware.Axes[a].Index));
            }

            levels.Add(new LevelNest(temporal, spatial, Keeps[l]));
        }

        return new LoopNest(levels);
    }
}
