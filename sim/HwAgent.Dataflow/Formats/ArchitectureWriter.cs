using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats.Native;

namespace HwAgent.Dataflow.Formats;

/// <summary>Writes an architecture as our own YAML; <see cref="ArchitectureReader"/> gives the same architecture back.</summary>
public static class ArchitectureWriter
{
    /// <summary>The text: fixed order, two spaces a level, LF line ends.</summary>
    public static string Write(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return ArchitectureWriting.Write(architecture);
    }
}
