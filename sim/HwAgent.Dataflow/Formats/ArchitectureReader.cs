using HwAgent.Dataflow.Formats.Native;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>Reads an architecture: our own YAML, Timeloop v4 or ZigZag, told apart by their keys.</summary>
public static class ArchitectureReader
{
    /// <summary>The architecture in a text, or the errors in it, each with file, line and column. What a format can say and this model cannot is an error; what has no effect on costs is a note.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="fileName">The file's name, for diagnostics.</param>
    /// <param name="energies">Energies that replace those of the file, by the names of its memories; null for none.</param>
    /// <param name="problems">What is mapped: a Timeloop architecture may name its tensors and dimensions; null where it is not known.</param>
    public static FormatResult<ArchitectureFile> Read(string text, string fileName, EnergyTable? energies = null, IReadOnlyList<TensorProblem>? problems = null) =>
        FormatDocument.Read(text, fileName, "the architecture", (root, diagnostics) => Apply(ReadRoot(root, problems ?? [], diagnostics), energies, problems ?? [], root, diagnostics));

    private static ArchitectureFile? ReadRoot(SpecNode root, IReadOnlyList<TensorProblem> problems, SpecDiagnostics diagnostics)
    {
        if (root is not SpecMap map)
        {
            diagnostics.Add(root, "wrong-type", $"{root.Description} is not an architecture", "start from one of the files in sim/architectures/");
            return null;
        }

        if (FormatDocument.Peek(map, "memories") is not null || FormatDocument.Peek(map, "operational_array") is not null)
            return ZigZag.ZigZagArchitectureReading.Read(map, diagnostics);
        if (FormatDocument.Peek(map, "architecture") is SpecMap nodes) return Timeloop.TimeloopArchitectureReading.Read(map, nodes, problems, diagnostics);
        if (FormatDocument.Peek(map, "arch") is { } accelForge)
        {
            diagnostics.Add(accelForge, "unsupported", "architectures of AccelForge are not read", "give the hardware as one of ours (sim/FORMATS.md), of Timeloop v4 or of ZigZag");
            return null;
        }

        return ArchitectureReading.Read(map, "", diagnostics) is { } native ? new ArchitectureFile(native, null) : null;
    }

    private static ArchitectureFile? Apply(ArchitectureFile? file, EnergyTable? energies, IReadOnlyList<TensorProblem> problems, SpecNode root, SpecDiagnostics diagnostics)
    {
        if (file is null || diagnostics.HasErrors) return file;
        ConstraintNames.Note(file.Architecture.Constraints.Levels, problems, root, diagnostics);
        if (energies is null) return file;
        return energies.Apply(file.Architecture, root, diagnostics) is { } architecture ? file with { Architecture = architecture } : null;
    }
}
