using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats.Native;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Walks the nodes of a Timeloop architecture from the outside in and builds the levels, the arrays and the multiplier.</summary>
internal sealed class TimeloopWalk(SpecDiagnostics diagnostics)
{
    private static readonly string[] Storages = ["DRAM", "SRAM", "regfile", "smartbuffer", "storage", "reg"];
    private static readonly string[] Multipliers = ["intmac", "fpmac", "mac", "compute"];

    private readonly List<TimeloopLevelBuilder> _levels = [];
    private readonly List<TimeloopFanout> _pending = [];
    private readonly List<SpecFields> _containers = [];
    private readonly List<long> _datawidths = [];
    private ComputeUnit? _compute;
    private string _system = "timeloop";

    public void Add(IReadOnlyList<SpecNode> nodes, string path)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var place = $"{path}[{i}]";
            if (nodes[i] is not SpecMap map)
            {
                diagnostics.Add(nodes[i], "wrong-type", $"{place}: {nodes[i].Description} is not a node", "give !Component or !Container with name, attributes and so on");
                continue;
            }

            var fields = new SpecFields(map, place, diagnostics);
            switch (map.Tag)
            {
                case "!Component" or "!Element": AddComponent(fields); break;
                case "!Container": AddContainer(fields); break;
                case "!Hierarchical":
                    Add(fields.Items("nodes", "a list of nodes") ?? [], $"{place}.nodes");
                    fields.Close();
                    break;
                default:
                    diagnostics.Add(map, "unsupported", $"{place}: {(map.Tag is null ? "a node without a tag" : map.Tag)} is not supported", "use !Component, !Container and !Hierarchical; memories side by side (!Parallel, !Pipelined) have no place in one chain");
                    break;
            }
        }
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

    private void AddContainer(SpecFields fields)
    {
        var name = ReadName(fields);
        if (_levels.Count == 0 && _containers.Count == 0 && name.Length > 0) _system = name;
        if (fields.Table("attributes") is { } attributes)
        {
            _containers.Add(attributes);
            TimeloopAttributes.Close(attributes, TimeloopStorageReading.Attributes);
        }

        var constraints = fields.Table("constraints");
        AddFanout(TimeloopFanout.Read(name, fields, constraints), fields);
        constraints?.Close();
        fields.Close();
    }

    private void AddComponent(SpecFields fields)
    {
        fields.Require("class", "DRAM, SRAM, storage, intmac, compute, ...");
        var name = ReadName(fields);
        var type = $"{fields.Text("class")}/{fields.Text("subclass")}";
        var attributes = fields.Table("attributes");
        var constraints = fields.Table("constraints");
        fields.Node("required_actions", "a list of actions");
        if (fields.Has("enabled")) fields.Report("enabled", "unsupported", "switching components is not supported", "remove the component or the key");
        AddFanout(TimeloopFanout.Read(name, fields, constraints), fields);
        if (_compute is not null) diagnostics.Add(fields.Map, "unsupported", $"'{name}' comes after the multiplier", "let the multiplier be the last node");
        var all = new TimeloopAttributes(fields, attributes, [.. _containers]);
        if (Storages.Any(s => type.Contains(s, StringComparison.OrdinalIgnoreCase))) AddStorage(name, type, all, constraints);
        else if (Multipliers.Any(m => type.Contains(m, StringComparison.OrdinalIgnoreCase))) AddCompute(name, all);
        else fields.Report("class", "unsupported", $"a component of class {type.TrimEnd('/')} is not supported", $"allowed: names with {string.Join(", ", Storages)} for memories, {string.Join(", ", Multipliers)} for the multiplier");
        constraints?.Close();
        fields.Close();
    }

    private void AddStorage(string name, string type, TimeloopAttributes attributes, SpecFields? constraints)
    {
        var isOutermost = _levels.Count == 0;
        _datawidths.Add(attributes.Integer("datawidth", 1, 1 << 16) ?? 8);
        var level = TimeloopStorageReading.Read(name, type, attributes, constraints?.Table("dataspace"), isOutermost, diagnostics);
        if (_levels.Any(l => l.Name == name)) diagnostics.Add(attributes.At("depth"), "duplicate-name", $"'{name}' is the name of another memory", "give each its own");
        HandPending();
        _levels.Add(new TimeloopLevelBuilder(level, constraints?.Table("temporal"), diagnostics));
    }

    private void AddCompute(string name, TimeloopAttributes attributes)
    {
        var width = (int)(attributes.Integer("datawidth", 1, 32) ?? 8);
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
        if (_levels.Count == 0) fields.Report("spatial", "unsupported", "an array outside the outermost memory is not supported", "put the memory outside of it");
        else if (_pending.Any(p => p.Name == fanout.Name)) fields.Report("name", "duplicate-name", $"'{fanout.Name}' is the name of another array", "give each its own");
        else _pending.Add(fanout);
    }

    /// <summary>Arrays belong to the memory outside of them.</summary>
    private void HandPending()
    {
        foreach (var fanout in _pending) _levels[^1].Add(fanout);
        _pending.Clear();
    }

    private static string ReadName(SpecFields fields)
    {
        fields.Require("name", "a name");
        return fields.Name("name") ?? "";
    }
}
