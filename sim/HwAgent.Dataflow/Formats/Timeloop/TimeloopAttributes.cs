using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Attributes of a node: its own, then those of the containers around it, the nearest first.</summary>
/// <param name="node">The node.</param>
/// <param name="own">Its <c>attributes</c>; null when it has none.</param>
/// <param name="containers">Those of the containers, outermost first.</param>
internal sealed class TimeloopAttributes(SpecFields node, SpecFields? own, IReadOnlyList<SpecFields> containers)
{
    /// <summary>Attributes that would change the result, with the values at which they do not.</summary>
    private static readonly Dictionary<string, string[]> Unsupported = new(StringComparer.Ordinal)
    {
        ["network_fill_latency"] = ["0"],
        ["network_drain_latency"] = ["0"],
        ["min_utilization"] = ["0"],
        ["reduction_supported"] = ["True", "true", "1"],
        ["allow_overbooking"] = ["False", "false", "0"],
        ["cluster_size"] = ["1"],
        ["has_power_gating"] = ["False", "false", "0"],
    };

    private readonly List<string> _asked = [];

    /// <summary>The node in the file, for complaints.</summary>
    public SpecNode At(string key) => Holder(key)?.At(key) ?? own?.Map ?? node.Map;

    public bool Has(string key) => Holder(key) is not null;

    public long? Integer(string key, long smallest, long largest)
    {
        _asked.Add(key);
        return Holder(key)?.Long(key, smallest, largest);
    }

    public double? Number(string key, double smallest, double largest)
    {
        _asked.Add(key);
        return Holder(key)?.Number(key, smallest, largest);
    }

    /// <summary>Names what was not asked for: an error where it would change the result or looks like a misspelt attribute, else a note.</summary>
    public void Close()
    {
        if (own is not null) Close(own, _asked);
    }

    /// <summary>The same for a container, whose attributes hold for what is in it.</summary>
    public static void Close(SpecFields attributes, IReadOnlyCollection<string> effective)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in attributes.Map.Entries)
        {
            if (!seen.Add(key.Value)) attributes.Diagnostics.Add(key, "duplicate-key", $"'{key.Value}' comes twice in the attributes", "keep one of them");
            if (effective.Contains(key.Value)) continue;
            if (Unsupported.TryGetValue(key.Value, out var harmless))
            {
                if (value is not SpecScalar scalar || !harmless.Contains(scalar.Value)) attributes.Report(key.Value, "unsupported", $"{value.Description} is not supported", $"only {harmless[0]} is");
            }
            else if (effective.FirstOrDefault(a => Spelling.EditDistance(key.Value, a) <= 2) is { } near)
            {
                attributes.Diagnostics.Add(key, "unknown-key", $"unknown attribute {key.Description}", $"did you mean '{near}'?");
            }
            else
            {
                attributes.Diagnostics.Note(key, "no-effect", $"the attribute {key.Description} has no effect on this model");
            }
        }
    }

    private SpecFields? Holder(string key) => own is not null && own.Has(key) ? own : containers.LastOrDefault(c => c.Has(key));
}
