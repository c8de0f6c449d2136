using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>
/// Reads a ZigZag accelerator: memories from the innermost outwards, and the array that they serve; also files of its versions before 3.8, with <c>multipliers</c>.
/// A memory may be shared along an axis along which the memory outside of it is not. It is read as one copy for each instance along that axis, which together
/// take the energy of one, and no dimension that indexes its operands may be spread over the axis.
/// </summary>
internal static class ZigZagArchitectureReading
{
    private const double PicojoulesLimit = 1e9;

    private static readonly string[] InMemory = ["is_imc", "imc_type", "adc_resolution", "bit_serial_precision", "cells_size", "cells_area"];

    public static ArchitectureFile? Read(SpecMap root, SpecDiagnostics diagnostics)
    {
        var fields = new SpecFields(root, "", diagnostics);
        fields.Require("memories", "a table of memories, innermost first");
        var isOld = fields.Has("multipliers") && !fields.Has("operational_array");
        if (!isOld) fields.Require("operational_array", "a table with unit_energy, dimensions and sizes");
        var name = fields.Name("name") ?? "zigzag";
        var array = fields.Table(isOld ? "multipliers" : "operational_array");
        var memories = fields.Entries("memories", "a table of memories") ?? [];
        if (fields.Node("dataflows", "a list") is { } dataflows) diagnostics.Add(dataflows, "unsupported", "dataflows in the hardware file are not supported", "put spatial_mapping into a mapping file");
        fields.Close();
        if (array is null) return null;

        array.Require("dimensions", "a list of axes");
        array.Require("sizes", "a list of sizes");
        var (energyKey, areaKey) = isOld ? ("multiplier_energy", "multiplier_area") : ("unit_energy", "unit_area");
        array.Require(energyKey, "picojoules of a multiplication");
        foreach (var key in InMemory)
        {
            if (array.Node(key, "nothing") is not (null or SpecScalar { Value: "False" or "false" or "0" })) array.Report(key, "unsupported", "computing in memory is not part of the model", "describe the array by unit_energy, dimensions and sizes");
        }

        var axes = array.Names("dimensions") ?? [];
        var sizes = (array.Items("sizes", "a list of sizes") ?? []).Select(s => (int?)FormatFields.Integer(s, array.PathOf("sizes"), 1, 1 << 20, diagnostics) ?? 1).ToList();
        var precision = (array.Items("input_precision", "a list of two widths") ?? []).Select(p => (int?)FormatFields.Integer(p, array.PathOf("input_precision"), 1, 32, diagnostics) ?? 8).ToList();
        var energy = array.Number(energyKey, 0, PicojoulesLimit) ?? 0;
        if (array.Node(areaKey, "a number") is { } area) diagnostics.Note(area, "no-effect", "areas are not read");
        array.Close();
        if (axes.Count != sizes.Count)
        {
            array.Report("sizes", "conflict", $"{sizes.Count} sizes for {axes.Count} dimensions", "give one each");
            return null;
        }

        var (inputBits, weightBits) = precision is [var first, var second] ? (first, second) : (8, 8);
        var compute = new ComputeUnit("mac", [new(inputBits, weightBits, energy)], $"{diagnostics.File}: {array.PathOf(energyKey)}");
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
        if (axes.Except(memories[0].Serves).Any() || memories[0].Level.MustKeep != OperandSet.All)
        {
            var outermost = memories[0];
            diagnostics.Add(outermost.At, "unsupported", outermost.Level.MustKeep != OperandSet.All
                ? $"{outermost.Level.Name}: the outermost memory does not hold every operand"
                : $"{outermost.Level.Name} serves [{string.Join(", ", outermost.Serves)}], the outermost memory serves every dimension in this model", $"let the last memory have operands [I1, I2, O] and served_dimensions [{string.Join(", ", axes)}]");
            return null;
        }

        // What all memories further out are shared along, too.
        var shared = new List<IReadOnlyList<string>>();
        foreach (var memory in memories) shared.Add([.. axes.Where(a => memory.Serves.Contains(a) && (shared.Count == 0 || shared[^1].Contains(a)))]);
        var levels = new List<MemoryLevel>();
        for (var i = 0; i < memories.Count; i++)
        {
            var memory = memories[i];
            var copied = axes.Where(a => memory.Serves.Contains(a) && !shared[i].Contains(a)).ToList();
            var copies = copied.Aggregate(1L, (product, a) => product * Size(a));
            if (copies > 1)
                diagnostics.Note(memory.At, "copies", $"{memory.Level.Name} is shared along {string.Join(", ", copied)}, a memory outside of it is not: it is read as {copies} copies of 1/{copies} of its energy each, and what indexes its operands is not spread along {string.Join(", ", copied)}");

            // The outermost memory exchanges with nobody.
            var level = i == 0 ? memory.Level with { SizeBits = memory.Level.SizeBits / 2, Buffers = 1 } : memory.Level;
            levels.Add(level with
            {
                ReadPicojoulesPerBit = level.ReadPicojoulesPerBit / copies,
                WritePicojoulesPerBit = level.WritePicojoulesPerBit / copies,
                Fanout = [.. shared[i].Except(i + 1 < memories.Count ? shared[i + 1] : []).Select(a => new SpatialAxis(a, Size(a)) { Shared = SharedBy(a) })],
            });
        }

        return new Architecture(name, levels, compute);

        int Size(string axis) => sizes[axes.ToList().IndexOf(axis)];

        // The operands of the memories that are copied along an axis.
        OperandSet SharedBy(string axis) => memories.Where((m, i) => m.Serves.Contains(axis) && !shared[i].Contains(axis)).Aggregate(OperandSet.None, (set, m) => set | m.Level.MustKeep);
    }
}
