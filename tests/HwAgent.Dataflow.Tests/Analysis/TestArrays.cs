using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>A 4x4 array with registers below a buffer of 4 KiB, and a valid mapping of a product of 20x24x16 to it.</summary>
internal static class TestArrays
{
    public static TensorProblem Problem { get; } = TensorProblem.Gemm("product", 20, 24, 16);

    public static Architecture Architecture { get; } = new(
        "array",
        [
            new MemoryLevel("DRAM", MemoryKind.Dram) { Ports = [new MemoryPort("bus", 32, MemoryPort.Everything)] },
            new MemoryLevel("Buffer", MemoryKind.Sram) { SizeBits = 4 * 8192, Fanout = [new SpatialAxis("rows", 4), new SpatialAxis("columns", 4)] },
            new MemoryLevel("Register", MemoryKind.Register) { SizeBits = 256, Buffers = 1, MayKeep = OperandSet.Weight | OperandSet.Output, MustKeep = OperandSet.Weight },
        ],
        new ComputeUnit("MAC", [new MacEnergy(8, 8, 0.3)], "given"));

    /// <summary>Dimensions: 1 is M, 2 is N, 3 is K.</summary>
    public static LoopNest Nest { get; } = new(
    [
        new LevelNest([new TemporalLoop(1, 8), new TemporalLoop(2, 12)], []),
        new LevelNest([new TemporalLoop(2, 4), new TemporalLoop(3, 4)], [new SpatialLoop(3, 1, 0), new SpatialLoop(2, 1, 1)]),
        new LevelNest([new TemporalLoop(1, 1)], [], OperandSet.Weight),
    ]);

    /// <summary>The mapping with one level replaced.</summary>
    public static LoopNest With(int level, LevelNest loops) => new([.. Nest.Levels.Select((l, i) => i == level ? loops : l)]);
}
