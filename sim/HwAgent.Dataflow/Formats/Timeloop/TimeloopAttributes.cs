using System.Globalization;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Attributes of a node: its own, then those of the containers around it, the nearest first. A value may be arithmetic of names.</summary>
/// <param name="node">The node.</param>
/// <param name="own">Its <c>attributes</c>; null when it has none.</param>
/// <param name="containers">Those of the containers, outermost first.</param>
/// <param name="symbols">What names stand for.</param>
internal sealed class TimeloopAttributes(SpecFields node, SpecFields? own, IReadOnlyList<SpecFields> containers, TimeloopSymbols symbols)
{
    /// <summary>Attributes that would change the result, with the values at which they do not.</summary>
    private static readonly Dictionary<string, string[]> Unsupported = new(StringComparer.Ordinal)
    {
        ["network_fill_latency"] = ["0"],
        ["network_drain_latency"] = ["0"],
        ["min_utilization"] = ["0"],
        ["reduction_supported"] = ["True", "true", "1"],
        ["allow_overbooking"] = ["False", "false", "0"],
        ["has_power_gating"] = ["False", "false", "0"],
        ["per_dataspace_bandwidth_consumption_scale"] = ["1"],
    };

    private readonly List<string> _asked = [];

    /// <summary>The node in the file, for complaints.</summary>
    public SpecNode At(string key) => Holder(key)?.At(key) ?? own?.Map ?? node.Map;

    public bool Has(string key) => Holder(key) is not null;

    public long? Integer(string key, long smallest, long largest)
    {
        _asked.Add(key);
        return Holder(key) is { } holder ? Integer(holder, key, smallest, largest) : null;
    }

    public double? Number(string key, double smallest, double largest)
    {
        _asked.Add(key);
        return Holder(key) is { } holder ? Resolved(holder, key).Number(key, smallest, largest) : null;
    }

    /// <summary>An integer of another table of the node, with the same names.</summary>
    public long? Integer(SpecFields table, string key, long smallest, long largest)
    {
        // Asked of the table too, whose closing knows its keys by it.
        if (table.Node(key, "an integer") is null) return null;
        return Resolved(table, key).Long(key, smallest, largest);
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

    /// <summary>The table with the arithmetic of one key worked out; as it is where there is none.</summary>
    private SpecFields Resolved(SpecFields table, string key)
    {
        if (table.At(key) is not SpecScalar { Value.Length: > 0 } scalar || (scalar.IsPlain && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))) return table;
        SpecMap[] scopes = [.. own is null ? [] : (SpecMap[])[own.Map], .. containers.Reverse().Select(c => c.Map)];
        if (symbols.Evaluate(scalar.Value, scopes) is not { } value) return table;
        var number = value == Math.Floor(value) && Math.Abs(value) < 1L << 53 ? ((long)value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);
        var path = table.PathOf(key);
        var entry = (scalar with { Value = key, IsPlain = true }, (SpecNode)(scalar with { Value = number, IsPlain = true }));
        return new SpecFields(new SpecMap([entry], scalar.Line, scalar.Column), path.Length == key.Length ? "" : path[..^(key.Length + 1)], table.Diagnostics);
    }
}
