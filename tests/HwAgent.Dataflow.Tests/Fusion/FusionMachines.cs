using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Fusion;

/// <summary>Weight-stationary arrays below a shared buffer, with a vector unit as wide as a row of the array.</summary>
internal static class FusionMachines
{
    /// <summary>16 x 16, 256 KiB, 16 bytes a cycle.</summary>
    public static Architecture Small { get; } = Of(16, 256L << 10, 16);

    /// <summary>128 x 128, 4 MiB, 64 bytes a cycle.</summary>
    public static Architecture Large { get; } = Of(128, 4L << 20, 64);

    /// <summary>The same machine with sums down the rows and results along the columns alone.</summary>
    public static Architecture Constrained(Architecture machine) => machine with
    {
        Constraints = new MappingConstraints([new LevelConstraint("buffer") { AxisDimensions = new Dictionary<string, IReadOnlyList<string>> { ["rows"] = ["K"], ["columns"] = ["N"] } }]),
    };

    public static Architecture Of(int side, long bufferBytes, int dramBytesPerCycle, int? lanes = null) =>
        new(
            $"{side} x {side}",
            [
                new MemoryLevel("DRAM", MemoryKind.Dram)
                {
                    Ports = [new MemoryPort("bus", 8 * dramBytesPerCycle, MemoryPort.Everything)],
                    ReadPicojoulesPerBit = 162.5 / 8,
                    WritePicojoulesPerBit = 162.5 / 8,
                },
                new MemoryLevel("buffer", MemoryKind.Sram)
                {
                    SizeBits = 8 * bufferBytes,
                    Ports = [new MemoryPort("read", 64 * side, MemoryPort.Reads), new MemoryPort("write", 64 * side, MemoryPort.Writes)],
                    ReadPicojoulesPerBit = 6.25 / 8,
                    WritePicojoulesPerBit = 6.25 / 8,
                    Fanout = [new SpatialAxis("rows", side), new SpatialAxis("columns", side)],
                },
                new MemoryLevel("register", MemoryKind.Register)
                {
                    SizeBits = 32,
                    MayKeep = OperandSet.Weight,
                    MustKeep = OperandSet.Weight,
                    ReadPicojoulesPerBit = 0.03 / 8,
                    WritePicojoulesPerBit = 0.03 / 8,
                },
            ],
            new ComputeUnit("mac", [new MacEnergy(8, 8, 0.3)], "test"))
        {
            Vector = new VectorUnit(lanes ?? side, 0.1),
        };
}
