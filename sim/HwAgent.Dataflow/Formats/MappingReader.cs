using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats.Native;
using HwAgent.Dataflow.Formats.Timeloop;
using HwAgent.Dataflow.Formats.ZigZag;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>Reads a mapping: our own YAML, a Timeloop mapping or a ZigZag mapping, told apart by their content.</summary>
public static class MappingReader
{
    /// <summary>The mapping in a text, or the errors in it, each with file, line and column.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="fileName">The file's name, for diagnostics.</param>
    /// <param name="resolve">The text of a file that the mapping names, beside it; null where there is none.</param>
    /// <param name="architecture">For mappings that name none; a file's own comes first.</param>
    /// <param name="problem">For mappings that name none; a file's own comes first.</param>
    public static FormatResult<MappingFile> Read(string text, string fileName, Func<string, string?>? resolve = null, Architecture? architecture = null, TensorProblem? problem = null) =>
        FormatDocument.Read(text, fileName, "the mapping", (root, diagnostics) => ReadRoot(root, resolve ?? (_ => null), architecture, problem, diagnostics));

    private static MappingFile? ReadRoot(SpecNode root, Func<string, string?> resolve, Architecture? architecture, TensorProblem? problem, SpecDiagnostics diagnostics)
    {
        var directives = FormatDocument.Peek(root, "mapping") as SpecList;
        if (directives is null && root is not SpecList)
        {
            if (root is SpecMap map) return new MappingReading(resolve, architecture, problem, diagnostics).Read(map);
            diagnostics.Add(root, "wrong-type", $"{root.Description} is not a mapping", "give mapping: NAME, architecture, problem and levels, or a Timeloop or ZigZag mapping");
            return null;
        }

        if (architecture is null) diagnostics.Add(root, "missing-key", "the mapping names no architecture", "give one beside it");
        if (problem is null) diagnostics.Add(root, "missing-key", "the mapping names no problem", "give one beside it");
        if (architecture is null || problem is null) return null;
        return directives is not null
            ? new TimeloopMappingReading(architecture, problem, diagnostics).Read((SpecMap)root, directives)
            : ZigZagMappingReading.Read((SpecList)root, architecture, problem, diagnostics);
    }
}
