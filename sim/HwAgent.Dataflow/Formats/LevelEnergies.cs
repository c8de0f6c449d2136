using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats.Native;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Formats;

/// <summary>Energies of a memory from a technology table, for files that give none.</summary>
internal static class LevelEnergies
{
    /// <summary>The level with the energies that the table has for its kind and size.</summary>
    public static MemoryLevel Of(MemoryLevel level, TechnologyNode technology)
    {
        var bytes = level.Kind switch
        {
            MemoryKind.Dram => technology.DramPicojoulesPerByte,
            MemoryKind.Register => technology.RegisterPicojoulesPerByte,
            // A size that is missing is reported where the level is read.
            _ => technology.SramPicojoulesPerByte((level.SizeBits ?? 8192) / 8192.0),
        };
        return level with { ReadPicojoulesPerBit = bytes / 8, WritePicojoulesPerBit = bytes / 8, EnergySource = ArchitectureReading.SourceOf(technology) };
    }
}
