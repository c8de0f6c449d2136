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

    /// <summary>Cores with a scratchpad, each with an array of accumulators, below a shared buffer; what the scratchpads hold is free, and any dimension goes over any axis.</summary>
    public static Architecture Cores(int cores, int side, long bufferBytes, long scratchpadBytes, int dramBytesPerCycle) =>
        new(
            $"{cores} cores of {side} x {side}",
            [
                Dram(dramBytesPerCycle),
                Sram("buffer", bufferBytes, 64 * cores, 0.8) with { Fanout = [new SpatialAxis("cores", cores, Reduces: false)], LatencyCycles = 4 },
                Sram("scratchpad", scratchpadBytes, 32 * side, 0.2) with { MustKeep = OperandSet.None, Fanout = [new SpatialAxis("X", side), new SpatialAxis("Y", side)], LatencyCycles = 1 },
                Register("accumulator", OperandSet.Output, 4),
            ],
            new ComputeUnit("mac", [new MacEnergy(8, 8, 0.3)], "test"))
        {
            Vector = new VectorUnit(cores * side, 0.1),
        };

    /// <summary>A scratchpad an operand in each processing element, below a shared buffer, as Eyeriss has them.</summary>
    public static Architecture Scratchpads(int rows, int columns, long bufferBytes, int dramBytesPerCycle) =>
        new(
            $"{rows} x {columns} with scratchpads",
            [
                Dram(dramBytesPerCycle),
                Sram("buffer", bufferBytes, 64 * rows, 0.8) with { Fanout = [new SpatialAxis("rows", rows), new SpatialAxis("columns", columns)] },
                Register("inputs", OperandSet.Input, 24),
                Register("weights", OperandSet.Weight, 448),
                Register("sums", OperandSet.Output, 96),
            ],
            new ComputeUnit("mac", [new MacEnergy(8, 8, 0.3)], "test"))
        {
            Vector = new VectorUnit(columns, 0.1),
        };

    private static MemoryLevel Dram(int bytesPerCycle) => new("DRAM", MemoryKind.Dram)
    {
        Ports = [new MemoryPort("bus", 8 * bytesPerCycle, MemoryPort.Everything)],
        ReadPicojoulesPerBit = 162.5 / 8,
        WritePicojoulesPerBit = 162.5 / 8,
    };

    private static MemoryLevel Sram(string name, long bytes, int bitsPerCycle, double picojoulesPerBit) => new(name, MemoryKind.Sram)
    {
        SizeBits = 8 * bytes,
        Ports = [new MemoryPort("read", bitsPerCycle, MemoryPort.Reads), new MemoryPort("write", bitsPerCycle, MemoryPort.Writes)],
        ReadPicojoulesPerBit = picojoulesPerBit,
        WritePicojoulesPerBit = picojoulesPerBit,
    };

    private static MemoryLevel Register(string name, OperandSet keeps, int bytes) => new(name, MemoryKind.Register)
    {
        SizeBits = 8 * bytes,
        Buffers = 1,
        MayKeep = keeps,
        MustKeep = keeps,
        ReadPicojoulesPerBit = 0.03 / 8,
        WritePicojoulesPerBit = 0.03 / 8,
    };
}
