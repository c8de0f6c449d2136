using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Evals.Mapper.RandomPruned;

/// <summary>
/// The hardware that Timeloop and ZigZag were measured on, in any shape: an array of multipliers with one register each, 256 KiB of buffer, 16 bytes a cycle from DRAM, one energy
/// table; and an array whose multipliers have a scratchpad for each operand, as Timeloop's examples have.
/// </summary>
internal static class PeerArrays
{
    private const OperandSet Sources = OperandSet.Input | OperandSet.Weight;

    private static readonly MemoryLevel Dram = new("dram", MemoryKind.Dram)
    {
        Buffers = 1,
        ReadPicojoulesPerBit = 2600.0 / 128,
        WritePicojoulesPerBit = 2600.0 / 128,
        Ports = [new MemoryPort("rw", 128, MemoryPort.Everything)],
    };

    /// <summary>As Timeloop was told: the buffer halved for double buffering, its ports unlimited.</summary>
    /// <param name="rows">Multipliers along the first axis, over which N is spread.</param>
    /// <param name="columns">Along the second: K, where weights stay; otherwise M.</param>
    /// <param name="weightsStay">Registers hold weights; otherwise sums.</param>
    /// <param name="isFilled">Whether mappings must fill the array.</param>
    /// <param name="sumBits">Of a register for sums.</param>
    public static Architecture Timeloop(int rows, int columns, bool weightsStay, bool isFilled, int sumBits = 32)
    {
        var (along, other) = weightsStay ? ("K", "M") : ("M", "K");
        var constraint = new LevelConstraint("gb") { AxisDimensions = Axes("X", "N", "Y", along) };
        if (isFilled) constraint = constraint with { SpatialFactors = new Dictionary<string, long> { ["H"] = 1, ["N"] = rows, [other] = 1, [along] = columns } };
        return Registers(Name("timeloop", rows, columns, weightsStay) + (isFilled ? "-filled" : ""), Buffer(rows, columns, "X", "Y"), weightsStay ? 16 : sumBits, weightsStay, constraint);
    }

    /// <summary>As ZigZag was told: all of the buffer used, six ports of 512 bits; 16x16.</summary>
    /// <param name="weightsStay">See <see cref="Timeloop"/>.</param>
    public static Architecture ZigZag(bool weightsStay)
    {
        var buffer = Buffer(16, 16, "D1", "D2") with
        {
            Buffers = 1,
            Ports =
            [
                new MemoryPort("r_port_1", 512, MemoryPort.Bit(Operand.Input, Transfer.ReadToBelow)),
                new MemoryPort("r_port_2", 512, MemoryPort.Bit(Operand.Weight, Transfer.ReadToBelow)),
                new MemoryPort("r_port_3", 512, MemoryPort.Bit(Operand.Output, Transfer.ReadToBelow)),
                new MemoryPort("w_port_1", 512, MemoryPort.Bit(Operand.Output, Transfer.WriteFromBelow)),
                new MemoryPort("r_port_4", 512, MemoryPort.Bit(Operand.Output, Transfer.ReadToAbove)),
                new MemoryPort("w_port_2", 512, MemoryPort.Bit(Operand.Input, Transfer.WriteFromAbove) | MemoryPort.Bit(Operand.Weight, Transfer.WriteFromAbove) | MemoryPort.Bit(Operand.Output, Transfer.WriteFromAbove)),
            ],
        };
        var axes = new LevelConstraint("gb") { AxisDimensions = Axes("D1", weightsStay ? "N" : "M", "D2", weightsStay ? "K" : "N") };
        return Registers(Name("zigzag", 16, 16, weightsStay), buffer, weightsStay ? 16 : 32, weightsStay, axes);
    }

    /// <summary>A scratchpad for each operand at each multiplier; any dimension along any axis.</summary>
    public static Architecture Scratchpads(int rows, int columns) => new(
        FormattableString.Invariant($"scratchpads-{rows}x{columns}"),
        [
            Dram,
            Buffer(rows, columns, "X", "Y") with { MustKeep = OperandSet.Input | OperandSet.Output, MayKeep = OperandSet.Input | OperandSet.Output },
            Scratchpad("inputs", OperandSet.Input, 12),
            Scratchpad("weights", OperandSet.Weight, 192),
            Scratchpad("sums", OperandSet.Output, 64),
        ],
        Compute);

    private static ComputeUnit Compute => new("mac", [new MacEnergy(8, 8, 0.3)], "the peers' common table");

    private static MemoryLevel Buffer(int rows, int columns, string first, string second) => new("gb", MemoryKind.Sram)
    {
        SizeBits = 2_097_152,
        Buffers = 2,
        ReadPicojoulesPerBit = 100.0 / 128,
        WritePicojoulesPerBit = 100.0 / 128,
        Fanout = [new SpatialAxis(first, rows, Sources), new SpatialAxis(second, columns, Sources)],
    };

    private static MemoryLevel Scratchpad(string name, OperandSet kept, int bytes) => new(name, MemoryKind.Register)
    {
        SizeBits = 8L * bytes,
        Buffers = 1,
        MayKeep = kept,
        MustKeep = kept,
        ReadPicojoulesPerBit = 0.03 / 8,
        WritePicojoulesPerBit = 0.03 / 8,
    };

    private static Architecture Registers(string name, MemoryLevel buffer, int registerBits, bool weightsStay, LevelConstraint constraint)
    {
        var register = Scratchpad("reg", weightsStay ? OperandSet.Weight : OperandSet.Output, registerBits / 8) with { Buffers = weightsStay ? 2 : 1 };
        return new Architecture(name, [Dram, buffer, register], Compute) { Constraints = new MappingConstraints([constraint]) };
    }

    private static string Name(string tool, int rows, int columns, bool weightsStay) => FormattableString.Invariant($"{tool}-{rows}x{columns}-{(weightsStay ? "ws" : "os")}");

    private static Dictionary<string, IReadOnlyList<string>> Axes(string first, string of, string second, string to) => new() { [first] = [of], [second] = [to] };
}
