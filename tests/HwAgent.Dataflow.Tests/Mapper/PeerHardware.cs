using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Mapper;

/// <summary>The hardware that Timeloop and ZigZag were measured on: 16x16 multipliers, 256 KiB of buffer, 16 bytes a cycle from DRAM, one energy table.</summary>
internal static class PeerHardware
{
    private const OperandSet Sources = OperandSet.Input | OperandSet.Weight;
    private static readonly ComputeUnit Compute = new("mac", [new MacEnergy(8, 8, 0.3)], "the peers' common table");

    /// <summary>As ZigZag was told: partial sums of 32 bits in the buffer, all of it used, six ports of 512 bits.</summary>
    /// <param name="weightsStay">Registers hold weights and the array spreads N and K; otherwise sums, M and N.</param>
    public static Architecture ZigZag(bool weightsStay) => Hardware(
        weightsStay,
        new MemoryLevel("gb", MemoryKind.Sram)
        {
            SizeBits = 2_097_152,
            Buffers = 1,
            ReadPicojoulesPerBit = 400.0 / 512,
            WritePicojoulesPerBit = 400.0 / 512,
            Fanout = [new SpatialAxis("D1", 16, Sources), new SpatialAxis("D2", 16, Sources)],
            Ports =
            [
                new MemoryPort("r_port_1", 512, MemoryPort.Bit(Operand.Input, Transfer.ReadToBelow)),
                new MemoryPort("r_port_2", 512, MemoryPort.Bit(Operand.Weight, Transfer.ReadToBelow)),
                new MemoryPort("r_port_3", 512, MemoryPort.Bit(Operand.Output, Transfer.ReadToBelow)),
                new MemoryPort("w_port_1", 512, MemoryPort.Bit(Operand.Output, Transfer.WriteFromBelow)),
                new MemoryPort("r_port_4", 512, MemoryPort.Bit(Operand.Output, Transfer.ReadToAbove)),
                new MemoryPort("w_port_2", 512, MemoryPort.Bit(Operand.Input, Transfer.WriteFromAbove) | MemoryPort.Bit(Operand.Weight, Transfer.WriteFromAbove) | MemoryPort.Bit(Operand.Output, Transfer.WriteFromAbove)),
            ],
        },
        weightsStay ? 16 : 32,
        new LevelConstraint("gb") { AxisDimensions = Axes("D1", weightsStay ? "N" : "M", "D2", weightsStay ? "K" : "N") });

    /// <summary>As Timeloop was told: 8 bits everywhere, the buffer halved for double buffering, its ports unlimited, the array filled.</summary>
    /// <param name="weightsStay">See <see cref="ZigZag"/>.</param>
    public static Architecture Timeloop(bool weightsStay) => Hardware(
        weightsStay,
        new MemoryLevel("gb", MemoryKind.Sram)
        {
            SizeBits = 2_097_152,
            Buffers = 2,
            ReadPicojoulesPerBit = 100.0 / 128,
            WritePicojoulesPerBit = 100.0 / 128,
            Fanout = [new SpatialAxis("X", 16, Sources), new SpatialAxis("Y", 16, Sources)],
        },
        weightsStay ? 16 : 8,
        new LevelConstraint("gb")
        {
            AxisDimensions = Axes("X", "N", "Y", weightsStay ? "K" : "M"),
            SpatialFactors = new Dictionary<string, long> { ["H"] = 1, ["N"] = 16, [weightsStay ? "M" : "K"] = 1, [weightsStay ? "K" : "M"] = 16 },
        });

    private static Architecture Hardware(bool weightsStay, MemoryLevel buffer, long registerBits, LevelConstraint constraint)
    {
        var kept = weightsStay ? OperandSet.Weight : OperandSet.Output;
        var dram = new MemoryLevel("dram", MemoryKind.Dram)
        {
            Buffers = 1,
            ReadPicojoulesPerBit = 2600.0 / 128,
            WritePicojoulesPerBit = 2600.0 / 128,
            Ports = [new MemoryPort("rw", 128, MemoryPort.Everything)],
        };
        var register = new MemoryLevel("reg", MemoryKind.Register)
        {
            SizeBits = registerBits,
            Buffers = weightsStay ? 2 : 1,
            MayKeep = kept,
            MustKeep = kept,
            ReadPicojoulesPerBit = 0.03 / 8,
            WritePicojoulesPerBit = 0.03 / 8,
        };
        return new Architecture("16x16", [dram, buffer, register], Compute) { Constraints = new MappingConstraints([constraint]) };
    }

    private static Dictionary<string, IReadOnlyList<string>> Axes(string first, string of, string second, string to) => new() { [first] = [of], [second] = [to] };
}
