using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats.Native;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>
/// Walks the nodes of a Timeloop architecture from the outside in and builds the levels, the arrays and the multiplier. Memories side by side become levels one
/// after the other, of which each operand visits one, which is what Timeloop's own front end makes of them.
/// </summary>
internal sealed class TimeloopWalk(TimeloopNames names, TimeloopConstraintList listed, TimeloopSymbols symbols, SpecDiagnostics diagnostics)
{
    private static readonly string[] Storages = ["DRAM", "SRAM", "regfile", "smartbuffer", "storage", "reg"];
    private static readonly string[] Multipliers = ["intmac", "fpmac", "mac", "compute"];

    private readonly List<TimeloopLevelBuilder> _levels = [];
    private readonly List<TimeloopFanout> _pending = [];
    private readonly List<SpecFields> _containers = [];
    private readonly List<long> _datawidths = [];
    private ComputeUnit? _compute;
    private string _system = "timeloop";

    // Inside of memories side by side: what the present one lets pass because another one keeps it.
    private bool _isParallel;
    private OperandSet _elsewhere;

    public void Add(IReadOnlyList<SpecNode> nodes, string path)
    {
        for (var i = 0; i < nodes.Count; i++) Add(nodes[i], $"{path}[{i}]");
    }

    /// <summary>What was built; null when a part is missing.</summary>
    public ArchitectureFile? Finish(SpecNode at, double? clock)
    {
        if (_levels.Count == 0) diagnostics.Add(at, "missing-key", "there is no memory", "add a !Component with class DRAM");
        if (_compute is null) diagnostics.Add(at, "missing-key", "there is no multiplier", "add a !Component with class compute at the end");
        if (_levels.Count == 0 || _compute is null) return null;
        var constraints = _levels.Select(l => l.Constraint()).OfType<LevelConstraint>().ToList();
        var architecture = new Architecture(_system, [.. _levels.Select(l => l.Level())], _compute)
        {
            ClockHertz = clock ?? 1e9,
            Constraints = new MappingConstraints(constraints),
        };
        var width = (int)_datawidths[0];
        if (_datawidths.All(w => w == width) && width <= 32) return new ArchitectureFile(architecture, new OperandBits(width, width, width, width));
        diagnostics.Note(at, "no-effect", $"memories of different datawidth ({string.Join(", ", _datawidths)}): the widths of the operands are the problem's");
        return new ArchitectureFile(architecture, null);
    }

    private void Add(SpecNode node, string place)
    {
        if (node is not SpecMap map)
        {
            diagnostics.Add(node, "wrong-type", $"{place}: {node.Description} is not a node", "give !Component or !Container with name, attributes and so on");
            return;
        }

        var fields = new SpecFields(map, place, diagnostics);
        switch (map.Tag)
        {
            case "!Component" or "!Element": AddComponent(fields); break;
            case "!Container": AddContainer(fields); break;
            // Says which operands visit none of the memories beside it.
            case "!Nothing": break;
            case "!Parallel": AddParallel(fields); break;
            case "!Hierarchical":
                Add(fields.Items("nodes", "a list of nodes") ?? [], $"{place}.nodes");
                fields.Close();
                break;
            default:
                diagnostics.Add(map, "unsupported", $"{place}: {(map.Tag is null ? "a node without a tag" : map.Tag)} is not supported", "use !Component, !Container, !Hierarchical, !Parallel and !Nothing");
                break;
        }
    }

    private void AddParallel(SpecFields fields)
    {
        var branches = fields.Items("nodes", "a list of nodes") ?? [];
        fields.Close();
        if (_isParallel) fields.Report("nodes", "unsupported", "memories side by side within others are not supported", "list all of them in one !Parallel");
        OperandSet[] kept = [.. branches.Select(b => names.Kept(b, listed))];
        var all = kept.Aggregate(OperandSet.None, (set, k) => set | k);
        foreach (var operand in Enum.GetValues<Operand>())
        {
            if (kept.Count(k => k.Has(operand)) > 1)
                fields.Report("nodes", "conflict", $"{names.Of(operand)} are kept by two memories side by side", "let one of them keep each data space");
            else if (!all.Has(operand))
                fields.Report("nodes", "missing-key", $"no memory says that it keeps {names.Of(operand)}", $"add a keep constraint, or '- !Nothing {{constraints: {{dataspace: {{keep: [{names.Of(operand)}]}}}}}}' for one that passes all of them by");
        }

        for (var i = 0; i < branches.Count; i++)
        {
            (_isParallel, _elsewhere) = (true, OperandSet.All & ~kept[i]);
            Add(branches[i], $"{fields.PathOf("nodes")}[{i}]");
        }

        (_isParallel, _elsewhere) = (false, OperandSet.None);
    }

    private void AddContainer(SpecFields fields)
    {
        var name = ReadName(fields);
        if (_levels.Count == 0 && _containers.Count == 0 && name.Length > 0) _system = name;
        var attributes = fields.Table("attributes");
        if (attributes is not null)
        {
            _containers.Add(attributes);
            TimeloopAttributes.Close(attributes, TimeloopStorageReading.Attributes);
        }

        RefuseOthers(fields, "networks", "sparse_optimizations");
        var constraints = new TimeloopConstraints(fields.Table("constraints"), listed.Of(name), diagnostics);
        AddFanout(TimeloopFanout.Read(name, fields, new TimeloopAttributes(fields, attributes, [.. _containers], symbols), constraints, names), fields);
        constraints.Close();
        fields.Close();
    }

    private void AddComponent(SpecFields fields)
    {
        fields.Require("class", "DRAM, SRAM, storage, intmac, compute, ...");
        var name = ReadName(fields);
        var type = $"{fields.Text("class")}/{fields.Text("subclass")}";
        if (fields.Text("enabled") is "False" or "false")
        {
            diagnostics.Note(fields.Map, "no-effect", $"'{name}' is switched off and left out");
            return;
        }

        if (type == "nothing/") return;
        var attributes = fields.Table("attributes");
        var constraints = new TimeloopConstraints(fields.Table("constraints"), listed.Of(name), diagnostics);
        fields.Node("required_actions", "a list of actions");
        fields.Node("area_share", "a number");
        RefuseOthers(fields, "sparse_optimizations");
        var all = new TimeloopAttributes(fields, attributes, [.. _containers], symbols);
        AddFanout(TimeloopFanout.Read(name, fields, all, constraints, names), fields);
        if (_compute is not null) diagnostics.Add(fields.Map, "unsupported", $"'{name}' comes after the multiplier", "let the multiplier be the last node");
        if (Storages.Any(s => type.Contains(s, StringComparison.OrdinalIgnoreCase))) AddStorage(name, type, all, constraints);
        else if (Multipliers.Any(m => type.Contains(m, StringComparison.OrdinalIgnoreCase))) AddCompute(name, all);
        else fields.Report("class", "unsupported", $"a component of class {type.TrimEnd('/')} is not supported", $"allowed: names with {string.Join(", ", Storages)} for memories, {string.Join(", ", Multipliers)} for the multiplier");
        constraints.Close();
        fields.Close();
    }

    private void AddStorage(string name, string type, TimeloopAttributes attributes, TimeloopConstraints constraints)
    {
        var isOutermost = _levels.Count == 0;
        _datawidths.Add(attributes.Integer("datawidth", 1, 1 << 16) ?? 8);
        var level = TimeloopStorageReading.Read(name, type, attributes, names.KeepAndBypass(constraints.Table("dataspace")), _elsewhere, isOutermost, diagnostics);
        if (_levels.Any(l => l.Name == name)) diagnostics.Add(attributes.At("depth"), "duplicate-name", $"'{name}' is the name of another memory", "give each its own");
        HandPending();
        _levels.Add(new TimeloopLevelBuilder(level, constraints.Table("temporal"), names, diagnostics));
    }

    private void AddCompute(string name, TimeloopAttributes attributes)
    {
        var width = (int)(attributes.Integer("datawidth", 1, 32) ?? attributes.Integer("multiplier_width", 1, 32) ?? 8);
        attributes.Close();
        HandPending();
        var technology = TechnologyNode.Horowitz45;
        // The table's 8-bit multiplication, scaled with the product of the widths like any other.
        var energy = ArchitectureReading.DefaultMultiplier(technology).Picojoules(width, width);
        _compute = new ComputeUnit(name, [new(width, width, energy)], ArchitectureReading.SourceOf(technology));
    }

    private void AddFanout(TimeloopFanout? fanout, SpecFields fields)
    {
        if (fanout is null) return;
        if (_isParallel) fields.Report("spatial", "unsupported", "an array in one of several memories side by side is not supported", "put the array outside of all of them");
        else if (_levels.Count == 0) fields.Report("spatial", "unsupported", "an array outside the outermost memory is not supported", "put the memory outside of it");
        else if (_pending.Any(p => p.Name == fanout.Name)) fields.Report("name", "duplicate-name", $"'{fanout.Name}' is the name of another array", "give each its own");
        else _pending.Add(fanout);
    }

    /// <summary>Arrays belong to the memory outside of them.</summary>
    private void HandPending()
    {
        foreach (var fanout in _pending) _levels[^1].Add(fanout);
        _pending.Clear();
    }

    private static void RefuseOthers(SpecFields fields, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (fields.Node(key, "nothing") is not (null or SpecMap { Entries.Count: 0 } or SpecList { Items.Count: 0 }))
                fields.Report(key, "unsupported", "this is not part of the model", key == "networks" ? "remove it: data moves between memories by multicast and reduction" : "remove it for the dense problem");
        }
    }

    private static string ReadName(SpecFields fields)
    {
        fields.Require("name", "a name");
        return fields.Name("name") ?? "";
    }
}
