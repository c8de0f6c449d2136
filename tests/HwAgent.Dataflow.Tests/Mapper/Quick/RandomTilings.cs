using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Mapper.Quick;

/// <summary>Tilings whose tiles all divide: sizes and axes are powers of two.</summary>
internal static class RandomTilings
{
    public static HierarchyTiling Even(TensorProblem problem, HierarchyHardware hardware, int seed)
    {
        var random = new SplitMix64((ulong)seed);
        var tiling = new HierarchyTiling(problem, hardware, [.. hardware.Axes.Select(_ => random.Next(3))]);
        for (var d = 0; d < 3; d++)
        {
            for (var l = hardware.Levels - 1; l > 0; l--)
            {
                var least = tiling.Tiles[((l + 1) * 3) + d] * tiling.Parallel[(l * 3) + d];
                tiling.Tiles[(l * 3) + d] = Math.Min(tiling.Tiles[d], least << random.Next(4));
            }
        }

        for (var l = 0; l < hardware.Levels; l++)
        {
            tiling.Orders[l] = random.Next(6);
            tiling.Keeps[l] = (hardware.MayKeep(l) & (OperandSet)random.Next(8)) | hardware.MustKeep(l);
        }

        return tiling;
    }
}
