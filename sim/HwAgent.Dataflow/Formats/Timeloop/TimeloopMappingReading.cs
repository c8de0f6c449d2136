using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>
/// Reads a Timeloop mapping: directives with factors and permutations, innermost loop first. A factor becomes a step: the product of the factors of the
/// loops inside of it. Spatial directives may target a container, <c>inter_CONTAINER_spatial</c> as Timeloop itself writes it, or the memory outside.
/// </summary>
internal sealed class TimeloopMappingReading(Architecture architecture, TensorProblem problem, SpecDiagnostics diagnostics)
{
    private static readonly string[] Others = ["version", "variables", "problem", "architecture", "mapper", "mapspace", "ERT", "ART", "components", "globals"];

    private readonly TimeloopNames _names = new([problem]);
    private readonly TimeloopNestBuilder _nest = new(architecture, problem, diagnostics);

    public MappingFile? Read(SpecMap root, SpecList directives)
    {
        foreach (var (key, _) in root.Entries.Where(e => e.Key.Value != "mapping" && !Others.Contains(e.Key.Value)))
            diagnostics.Add(key, "unknown-key", $"unknown key {key.Description} beside the mapping", Spelling.Advice(key.Value, ["mapping", .. Others]));
        for (var i = 0; i < directives.Items.Count; i++)
        {
            if (directives.Items[i] is SpecMap map) ReadDirective(new SpecFields(map, $"mapping[{i}]", diagnostics));
            else diagnostics.Add(directives.Items[i], "wrong-type", $"mapping[{i}]: {directives.Items[i].Description} is not a directive", "give target, type, factors and permutation");
        }

        return diagnostics.HasErrors ? null : _nest.Build(directives) is { } nest ? new MappingFile(problem.Name, problem, architecture, nest) : null;
    }

    private void ReadDirective(SpecFields fields)
    {
        fields.Require("target", "the name of a memory or of an array");
        fields.Require("type", "temporal, spatial or dataspace");
        var target = fields.Text("target");
        var type = fields.Word("type", ["temporal", "spatial", "dataspace", "datatype", "bypass"]);
        if (type is "temporal" or "spatial")
        {
            var permutation = TimeloopFactors.Permutation(fields, "permutation");
            var factors = TimeloopFactors.Read(fields, "factors").Where(IsKnown).ToList();
            var split = type == "spatial" ? fields.Integer("split", 0, 64) : null;
            fields.Close();
            foreach (var name in (permutation ?? []).Where(n => problem.Dimensions.All(d => d.Name != n)))
                fields.Report("permutation", "not-allowed", $"the problem has no dimension '{name}'", Spelling.Advice(name, [.. problem.Dimensions.Select(d => d.Name)]));
            foreach (var factor in factors.Where(f => f.Relation != "="))
                diagnostics.Add(factor.At, "not-allowed", $"{fields.PathOf("factors")}: {factor.At.Description} fixes nothing", "give NAME=NUMBER");
            if (target is null || diagnostics.HasErrors) return;
            if (type == "temporal" && IsArray(target) && factors.All(f => f.Bound == 1)) return;
            var ordered = Order(fields, factors, permutation, type == "temporal");
            if (type == "temporal") AddTemporal(fields, target, ordered);
            else AddSpatial(fields, target, ordered, permutation, split);
        }
        else if (type is not null)
        {
            var keep = _names.Set(fields, "keep");
            var bypass = _names.Set(fields, "bypass");
            fields.Close();
            if ((keep & bypass) != 0) fields.Report("bypass", "conflict", "a data space is both kept and bypassed", "name each once");
            if (target is not null && IsArray(target) && keep == OperandSet.None) return;
            if (target is not null && Level(fields, target) is { } level) _nest.Keep(level, keep, bypass);
        }
    }

    /// <summary>Timeloop gives an array, which stores nothing, loops of one iteration in time, and lets every data space pass.</summary>
    private bool IsArray(string target) => architecture.Levels.All(l => l.Name != target) && _nest.Array(ArrayOf(target)) is not null;

    private static string ArrayOf(string target) =>
        target.StartsWith("inter_", StringComparison.Ordinal) && target.EndsWith("_spatial", StringComparison.Ordinal) ? target["inter_".Length..^"_spatial".Length] : target;

    private bool IsKnown(TimeloopFactor factor)
    {
        if (problem.Dimensions.Any(d => d.Name == factor.Dimension)) return true;
        diagnostics.Add(factor.At, "not-allowed", $"the problem has no dimension '{factor.Dimension}'", Spelling.Advice(factor.Dimension, [.. problem.Dimensions.Select(d => d.Name)]));
        return false;
    }

    /// <summary>The loops innermost first. Loops of one iteration have no place.</summary>
    private List<TimeloopFactor> Order(SpecFields fields, List<TimeloopFactor> factors, IReadOnlyList<string>? permutation, bool orderMatters)
    {
        var loops = factors.Where(f => f.Bound != 1).ToList();
        if (permutation is null)
        {
            if (orderMatters && loops.Count > 1) fields.Report("factors", "missing-key", "the order of the loops is not given", "add permutation: the dimensions, innermost first");
            return loops;
        }

        foreach (var loop in loops.Where(l => !permutation.Contains(l.Dimension)))
            diagnostics.Add(loop.At, "missing-key", $"{loop.Dimension} is not in the permutation", "name every dimension with a factor above 1");
        return [.. loops.OrderBy(l => permutation.ToList().IndexOf(l.Dimension))];
    }

    private void AddTemporal(SpecFields fields, string target, List<TimeloopFactor> loops)
    {
        if (Level(fields, target) is not { } level) return;
        if (!_nest.AddTemporal(level, loops)) fields.Report("target", "duplicate-name", $"'{target}' has a temporal directive already", "keep one of them");
    }

    private void AddSpatial(SpecFields fields, string target, List<TimeloopFactor> loops, IReadOnlyList<string>? permutation, int? split)
    {
        if (_nest.Array(ArrayOf(target)) is not { } array)
        {
            fields.Report("target", "not-allowed", $"there is no array '{target}'", $"give a container with a mesh, or the memory outside of it: {string.Join(", ", architecture.Levels.Where(l => l.Fanout.Count > 0).Select(l => l.Name))}");
            return;
        }

        var onX = new List<TimeloopFactor>();
        var onY = new List<TimeloopFactor>();
        foreach (var loop in loops)
        {
            // A mesh of one axis needs no split.
            var isX = array.Y is null || (array.X is not null && (split is null || (permutation ?? []).ToList().IndexOf(loop.Dimension) < split));
            if (array is { X: not null, Y: not null } && (split is null || permutation is null))
                fields.Report("target", "missing-key", "the axes of the loops are not given", "add permutation and split: how many of its dimensions go over X");
            (isX ? onX : onY).Add(loop);
        }

        if (!_nest.AddSpatial(array.Level, array.X, onX) || !_nest.AddSpatial(array.Level, array.Y, onY))
            fields.Report("target", "duplicate-name", $"'{target}' has a spatial directive already", "keep one of them");
    }

    private int? Level(SpecFields fields, string target)
    {
        var index = architecture.Levels.ToList().FindIndex(l => l.Name == target);
        if (index >= 0) return index;
        fields.Report("target", "not-allowed", $"there is no memory '{target}'", Spelling.Advice(target, [.. architecture.Levels.Select(l => l.Name)]));
        return null;
    }
}
