using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Reads our own mapping files: for each level its loops as <c>M 64</c>, the dimension and the elements of it that one iteration handles.</summary>
internal sealed class MappingReading(Func<string, string?> resolve, Architecture? architecture, TensorProblem? problem, SpecDiagnostics diagnostics)
{
    public MappingFile? Read(SpecMap root)
    {
        var fields = new SpecFields(root, "", diagnostics);
        fields.Require("mapping", "its name");
        fields.Require("levels", "a list of levels, outermost first");
        var name = fields.Name("mapping") ?? "";
        var product = fields.Table("problem") is { } table ? ProblemReading.Read(table, OperandBits.EightBit) : problem;
        var hardware = ReadArchitecture(fields, product) ?? (fields.Has("architecture") ? null : architecture);
        var levels = fields.Tables("levels");
        fields.Close();
        if (hardware is null && !fields.Has("architecture")) fields.Require("architecture", "a file name, or the architecture itself");
        if (product is null && !fields.Has("problem")) fields.Require("problem", "a table with gemm, or dimensions and tensors");
        if (hardware is null || product is null || levels is null || hardware.Levels.Count == 0) return null;
        return new MappingFile(name, product, hardware, ReadNest(levels, hardware, product));
    }

    private Architecture? ReadArchitecture(SpecFields fields, TensorProblem? product)
    {
        switch (fields.Node("architecture", "a file name, or the architecture itself"))
        {
            case null: return null;
            case SpecMap inner: return ArchitectureReading.Read(inner, "architecture", diagnostics);
            case SpecScalar { Value.Length: > 0 } file:
                if (resolve(file.Value) is not { } text)
                {
                    fields.Report("architecture", "missing-file", $"there is no file {file.Description} beside the mapping", "give the name of an architecture file, or the architecture itself");
                    return null;
                }

                var read = ArchitectureReader.Read(text, file.Value, problems: product is null ? null : [product]);
                diagnostics.AddRange(read.Diagnostics);
                return read.Value?.Architecture;
            case { } node:
                fields.Report("architecture", "wrong-type", $"{node.Description} is neither a file name nor a table", "give one of them");
                return null;
        }
    }

    private LoopNest ReadNest(IReadOnlyList<SpecFields> tables, Architecture hardware, TensorProblem product)
    {
        // Levels that the file leaves out have no loops and keep what they may.
        var nests = hardware.Levels.Select(l => new LevelNest([], [], l.MayKeep)).ToArray();
        var last = -1;
        foreach (var table in tables)
        {
            table.Require("level", "the name of a memory level");
            var word = table.Word("level", [.. hardware.Levels.Select(l => l.Name)]);
            var index = hardware.Levels.ToList().FindIndex(l => l.Name == word);
            if (index >= 0 && index <= last) table.Report("level", "not-allowed", $"'{word}' must come before '{hardware.Levels[last].Name}', once", "list the levels from the outermost in");
            last = Math.Max(last, index);
            var fanout = index < 0 ? [] : hardware.Levels[index].Fanout;
            var nest = new LevelNest(
                [.. ReadLoops(table, "temporal", product).Select(l => new TemporalLoop(l.Dimension, l.Step))],
                ReadSpatial(table, product, fanout),
                table.Operands("keep") ?? (index < 0 ? OperandSet.All : hardware.Levels[index].MayKeep));
            table.Close();
            if (index >= 0) nests[index] = nest;
        }

        return new LoopNest(nests);
    }

    /// <summary>Spatial loops: a table of axes with their loops, or a list of loops <c>N 16 on X</c> where axes alternate.</summary>
    private List<SpatialLoop> ReadSpatial(SpecFields fields, TensorProblem product, IReadOnlyList<SpatialAxis> fanout)
    {
        const string Expected = "a table such as {X: [N 16]}, or a list such as [N 16 on X]";
        var loops = new List<SpatialLoop>();
        switch (fields.Node("spatial", Expected))
        {
            case null: break;
            case SpecMap map:
                foreach (var (key, value) in map.Entries)
                {
                    var axis = AxisOf(key, key.Value, fanout, fields);
                    IReadOnlyList<SpecNode> items = value is SpecList list ? list.Items : [value];
                    loops.AddRange(items.Select(i => ReadLoop(i, fields, "spatial", product)).OfType<(int Dimension, long Step)>().Select(l => new SpatialLoop(l.Dimension, l.Step, axis)));
                }

                break;
            case SpecList list:
                foreach (var item in list.Items)
                {
                    if (Parts(item) is not { Axis: { } axis } parts)
                        diagnostics.Add(item, "wrong-type", $"{fields.PathOf("spatial")}: {item.Description} is no loop over an axis", "give DIMENSION STEP on AXIS, for instance N 16 on X");
                    else if (ReadLoop(item, parts.Dimension, parts.Step, fields, "spatial", product) is { } loop)
                        loops.Add(new SpatialLoop(loop.Dimension, loop.Step, AxisOf(item, axis, fanout, fields)));
                }

                break;
            case { } node:
                fields.Report("spatial", "wrong-type", $"{node.Description} is not {Expected}", $"give {Expected}");
                break;
        }

        return loops;
    }

    private int AxisOf(SpecNode at, string word, IReadOnlyList<SpatialAxis> fanout, SpecFields fields)
    {
        var axis = fanout.ToList().FindIndex(a => a.Name == word);
        if (axis >= 0) return axis;
        var advice = fanout.Count == 0 ? "this level has one instance below: remove the loop" : Spelling.Advice(word, [.. fanout.Select(a => a.Name)]);
        diagnostics.Add(at, "not-allowed", $"{fields.PathOf("spatial")}: there is no axis '{word}'", advice);
        return 0;
    }

    private IEnumerable<(int Dimension, long Step)> ReadLoops(SpecFields fields, string key, TensorProblem product) =>
        (fields.Items(key, "a list of loops such as [M 64, K 128]") ?? []).Select(i => ReadLoop(i, fields, key, product)).OfType<(int Dimension, long Step)>();

    private (int Dimension, long Step)? ReadLoop(SpecNode at, SpecFields fields, string key, TensorProblem product)
    {
        if (Parts(at) is { Axis: null } parts) return ReadLoop(at, parts.Dimension, parts.Step, fields, key, product);
        diagnostics.Add(at, "wrong-type", $"{fields.PathOf(key)}: {at.Description} is no loop", "give DIMENSION STEP, for instance M 64");
        return null;
    }

    private (int Dimension, long Step)? ReadLoop(SpecNode at, string name, string digits, SpecFields fields, string key, TensorProblem product)
    {
        var dimension = product.Dimensions.ToList().FindIndex(d => d.Name == name);
        if (dimension < 0)
            diagnostics.Add(at, "not-allowed", $"{fields.PathOf(key)}: the problem has no dimension '{name}'", Spelling.Advice(name, [.. product.Dimensions.Select(d => d.Name)]));
        var step = FormatFields.Integer(new SpecScalar(digits, true, at.Line, at.Column), $"{fields.PathOf(key)}: the step of {name}", 1, FormatFields.LargestSize, diagnostics);
        return dimension < 0 || step is null ? null : (dimension, step.Value);
    }

    private static (string Dimension, string Step, string? Axis)? Parts(SpecNode node) => node is SpecScalar scalar ? LoopText.Parse(scalar.Value) : null;
}
