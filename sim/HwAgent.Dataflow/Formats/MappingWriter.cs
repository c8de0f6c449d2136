using HwAgent.Dataflow.Formats.Native;

namespace HwAgent.Dataflow.Formats;

/// <summary>Writes a mapping as our own YAML; <see cref="MappingReader"/> gives the same mapping back.</summary>
public static class MappingWriter
{
    /// <summary>The text.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="architectureFile">Name of the architecture's file beside the mapping; null to write the architecture into it.</param>
    public static string Write(MappingFile mapping, string? architectureFile = null)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return MappingWriting.Write(mapping, architectureFile);
    }
}
