using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Reads a Timeloop v4 architecture: one chain of memories, arrays between them, and a multiplier.</summary>
internal static class TimeloopArchitectureReading
{
    /// <summary>Keys that other readers take from the same file.</summary>
    private static readonly string[] Others = ["variables", "problem", "mapping", "mapper", "mapspace", "ERT", "ART", "globals"];

    private static readonly string[] Unsupported = ["sparse_optimizations", "architecture_targets"];

    /// <param name="root">The file.</param>
    /// <param name="architecture">Its <c>architecture</c>.</param>
    /// <param name="problems">What is mapped; empty where it is not known, then the file's own problem counts.</param>
    /// <param name="diagnostics">Where complaints go.</param>
    public static ArchitectureFile? Read(SpecMap root, SpecMap architecture, IReadOnlyList<TensorProblem> problems, SpecDiagnostics diagnostics)
    {
        foreach (var (key, value) in root.Entries)
        {
            if (key.Value == "architecture" || Others.Contains(key.Value) || TimeloopConstraintList.Keys.Contains(key.Value)) continue;
            if (Unsupported.Contains(key.Value))
            {
                // Timeloop's front end writes an empty one.
                if (value is not SpecMap map || map.Entries.Any(e => e.Key.Value != "version" && e.Value is not SpecList { Items.Count: 0 }))
                    diagnostics.Add(key, "unsupported", $"{key.Description} is not supported", "remove it for the dense problem");
            }
            else if (key.Value is "components" or "compound_components") diagnostics.Note(key, "no-effect", $"{key.Value}: compound components are not read; give their energies in an energy table");
            else diagnostics.Add(key, "unknown-key", $"unknown key {key.Description} beside the architecture", Spelling.Advice(key.Value, ["architecture", .. TimeloopConstraintList.Keys, .. Others]));
        }

        var fields = new SpecFields(architecture, "architecture", diagnostics);
        if (fields.Has("subtree"))
        {
            fields.Report("subtree", "unsupported", "the tree of Timeloop v3 is not supported", "convert the architecture to v4: a list of nodes");
            return null;
        }

        fields.Require("nodes", "a list of nodes, outermost first");
        if (fields.Text("version") is { } version && version != "0.4") fields.Report("version", "unsupported", $"{version} is not supported", "give 0.4");
        var constraints = new TimeloopConstraintList(root, diagnostics);
        var walk = new TimeloopWalk(new TimeloopNames(problems.Count > 0 ? problems : OwnProblem(root)), constraints, new TimeloopSymbols(FormatDocument.Peek(root, "variables") as SpecMap), diagnostics);
        walk.Add(fields.Items("nodes", "a list of nodes") ?? [], "architecture.nodes");
        fields.Close();
        constraints.Close();
        return walk.Finish(fields.Map, ClockOf(root, diagnostics));
    }

    /// <summary>The problem beside the architecture, whose mistakes are for who reads it; none without one.</summary>
    private static TensorProblem[] OwnProblem(SpecMap root) =>
        FormatDocument.Peek(root, "problem") is SpecMap table && TimeloopProblemReading.Read(new SpecFields(table, "problem", new SpecDiagnostics("")), OperandBits.EightBit) is { } problem ? [problem] : [];

    /// <summary>The clock of the variables, in hertz; null when they have none.</summary>
    private static double? ClockOf(SpecMap root, SpecDiagnostics diagnostics)
    {
        if (FormatDocument.Peek(root, "variables") is not SpecMap variables) return null;
        return new SpecFields(variables, "variables", diagnostics).Number("global_cycle_seconds", 1e-12, 1) is { } seconds ? Math.Round(1 / seconds) : null;
    }
}
