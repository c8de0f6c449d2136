using System.Buffers.Binary;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Cost;

namespace HwAgent.Evaluation.Simulation;

/// <summary>One run of the whole-chip testbench: program, memory, memory timing, and how unkind the ports are. The file format is described in hw-templates/accelerator/testbench.cpp.</summary>
public sealed record AcceleratorJob
{
    private const ulong Magic = 0x31424f4a41574848;

    public required GemmProgram Program { get; init; }

    public required byte[] Memory { get; init; }

    public required MemoryTiming Timing { get; init; }

    /// <summary>Seed of the random port stalls; 0 for none, and only then are cycles predictable.</summary>
    public ulong StallSeed { get; init; }

    /// <summary>Chance of a stall in thousandths, per port and cycle.</summary>
    public int StallPerMille { get; init; }

    /// <summary>Cycle of a reset in the middle of the run, after which it starts again; 0 for none.</summary>
    public long ResetCycle { get; init; }

    public required long CycleLimit { get; init; }

    /// <summary>Bytes of the job file.</summary>
    public byte[] ToBytes()
    {
        const int header = 16 * 8;
        var instructions = Program.Instructions;
        var bytes = new byte[header + instructions.Count * 16 + Memory.Length];
        var resultStart = (long)Program.Regions.Result * Program.Hardware.BusBytes;
        ulong[] fields =
        [
            Magic, (ulong)instructions.Count, (ulong)Memory.Length, (ulong)Timing.LatencyCycles, (ulong)Timing.Numerator, (ulong)Timing.Denominator, StallSeed, (ulong)StallPerMille,
            (ulong)CycleLimit, (ulong)ResetCycle, (ulong)resultStart, (ulong)(Memory.Length - resultStart),
        ];
        for (var i = 0; i < fields.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), fields[i]);
        for (var i = 0; i < instructions.Count; i++) BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(header + i * 16), instructions[i].Encode());
        Memory.CopyTo(bytes.AsSpan(header + instructions.Count * 16));
        return bytes;
    }
}
