using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>Reads a ZigZag accelerator: memories from the innermost outwards, and the array that they serve.</summary>
internal static class ZigZagArchitectureReading
{
    private const double PicojoulesLimit = 1e9;

    public static ArchitectureFile? Read(SpecMap root, SpecDiagnostics diagnostics)
    {
        var fields = new SpecFields(root, "", diagnostics);
        fields.Require("memories", "a table of memories, innermost first");
        fields.Require("operational_array", "a table with unit_energy, dimensions and sizes");
        var name = fields.Name("name") ?? "zigzag";
        var array = fields.Table("operational_array");
        var memories = fields.Entries("memories", "a table of memories") ?? [];
        if (fields.Node("dataflows", "a list") is { } dataflows) diagnostics.Add(dataflows, "unsupported", "dataflows in the hardware file are not supported", "put spatial_mapping into a mapping file");
        fields.Close();
        if (array is null) return null;

        array.Require("dimensions", "a list of axes");
        array.Require("sizes", "a list of sizes");
        array.Require("unit_energy", "picojoules of a multiplication");
        var axes = array.Names("dimensions") ?? [];
        var sizes = (array.Items("sizes", "a list of sizes") ?? []).Select(s => (int?)FormatFields.Integer(s, array.PathOf("sizes"), 1, 1 << 20, diagnostics) ?? 1).ToList();
        var precision = (array.Items("input_precision", "a list of two widths") ?? []).Select(p => (int?)FormatFields.Integer(p, array.PathOf("input_precision"), 1, 32, diagnostics) ?? 8).ToList();
        var energy = array.Number("unit_energy", 0, PicojoulesLimit) ?? 0;
        if (array.Node("unit_area", "a number") is { } area) diagnostics.Note(area, "no-effect", "areas are not read");
        array.Close();
        if (axes.Count != sizes.Count)
        {
            array.Report("sizes", "conflict", $"{sizes.Count} sizes for {axes.Count} dimensions", "give one each");
            return null;
        }

        var (inputBits, weightBits) = precision is [var first, var second] ? (first, second) : (8, 8);
        var compute = new ComputeUnit("mac", [new(inputBits, weightBits, energy)], $"{diagnostics.File}: operational_array.unit_energy");
        var read = memories.Select(m => ZigZagMemory.Read(m.Key, m.Value, axes, diagnostics)).OfType<ZigZagMemory>().Reverse().ToList();
        if (read.Count < memories.Count || read.Count == 0)
        {
            if (memories.Count == 0) diagnostics.Add(fields.At("memories"), "missing-key", "there are no memories", "add one");
            return null;
        }

        return Build(name, read, axes, sizes, compute, diagnostics) is { } architecture ? new ArchitectureFile(architecture, new OperandBits(inputBits, weightBits, inputBits, 32)) : null;
    }

    /// <summary>A memory that serves an axis is shared along it, so the axis lies below the innermost memory that serves it.</summary>
    private static Architecture? Build(string name, List<ZigZagMemory> memories, IReadOnlyList<string> axes, List<int> sizes, ComputeUnit compute, SpecDiagnostics diagnostics)
    {
        var levels = new List<MemoryLevel>();
        for (var i = 0; i < memories.Count; i++)
        {
            var memory = memories[i];
            IReadOnlyList<string> below = i + 1 < memories.Count ? memories[i + 1].Serves : [];
            var outer = i == 0 ? axes : memories[i - 1].Serves;
            if (memory.Serves.Except(outer).Any() || (i == 0 && axes.Except(memory.Serves).Any()))
            {
                diagnostics.Add(memory.At, "unsupported", $"{memory.Level.Name} serves [{string.Join(", ", memory.Serves)}], the memory outside of it [{string.Join(", ", outer)}]", "let each memory serve no more dimensions than those outside of it, and the outermost all");
                return null;
            }

            if (i == 0 && memory.Level.MustKeep != OperandSet.All)
            {
                diagnostics.Add(memory.At, "unsupported", "the outermost memory does not hold every operand", "give it operands: [I1, I2, O]");
                return null;
            }

            // The outermost memory exchanges with nobody.
            var level = i == 0 ? memory.Level with { SizeBits = memory.Level.SizeBits / 2, Buffers = 1 } : memory.Level;
            levels.Add(level with { Fanout = [.. memory.Serves.Except(below).Select(a => new SpatialAxis(a, sizes[axes.ToList().IndexOf(a)]))] });
        }

        return new Architecture(name, levels, compute);
    }
}
