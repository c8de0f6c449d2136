using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Constraints beside the architecture, each aimed at a node by its name: <c>constraints</c>, <c>architecture_constraints</c>, <c>mapspace_constraints</c>.</summary>
internal sealed class TimeloopConstraintList
{
    /// <summary>Names under which Timeloop finds them.</summary>
    public static readonly string[] Keys = ["constraints", "architecture_constraints", "mapspace_constraints"];

    private readonly List<(string Target, SpecFields Fields)> _all = [];
    private readonly HashSet<string> _met = new(StringComparer.Ordinal);

    public TimeloopConstraintList(SpecMap root, SpecDiagnostics diagnostics)
    {
        foreach (var (key, value) in root.Entries.Where(e => Keys.Contains(e.Key.Value)))
        {
            if (value is not SpecMap map)
            {
                diagnostics.Add(value, "wrong-type", $"{key.Value}: {value.Description} is not a table", "give targets: a list of constraints with target and type");
                continue;
            }

            var fields = new SpecFields(map, key.Value, diagnostics);
            fields.Node("version", "0.4");
            if (FormatDocument.Peek(map, "targets") is not SpecList { Items.Count: 0 })
            {
                foreach (var target in fields.Tables("targets") ?? [])
                {
                    target.Require("target", "the name of a node");
                    target.Require("type", "spatial, temporal or dataspace");
                    if (FormatDocument.Peek(target.Map, "target") is SpecScalar name) _all.Add((name.Value, target));
                }
            }
            else
            {
                fields.Node("targets", "a list");
            }

            fields.Close();
        }
    }

    /// <summary>Those that name a node.</summary>
    public IReadOnlyList<SpecFields> Of(string node)
    {
        _met.Add(node);
        return [.. _all.Where(c => c.Target == node).Select(c => c.Fields)];
    }

    /// <summary>Names those that aim at no node.</summary>
    public void Close()
    {
        foreach (var (target, fields) in _all.Where(c => !_met.Contains(c.Target)))
            fields.Report("target", "not-allowed", $"there is no node '{target}'", Spelling.Advice(target, [.. _met]));
    }
}
