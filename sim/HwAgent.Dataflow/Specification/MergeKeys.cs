namespace HwAgent.Dataflow.Specification;

/// <summary>
/// Merge keys: <c>&lt;&lt;</c> adds the entries of a table, or of each of a list of tables, where the table itself has none of that key; earlier ones come first.
/// Accelergy's and Timeloop's <c>&lt;&lt;&lt;</c> does the same in the tables that both have under one key.
/// </summary>
internal static class MergeKeys
{
    private const string Shallow = "<<", Deep = "<<<";

    /// <summary>The entries of a table, with those that it merges after its own.</summary>
    public static List<(SpecScalar Key, SpecNode Value)> Apply(List<(SpecScalar Key, SpecNode Value)> entries, SpecDiagnostics diagnostics)
    {
        if (!entries.Any(e => IsMerge(e.Key))) return entries;
        var merged = entries.Where(e => !IsMerge(e.Key)).ToList();
        foreach (var (key, value) in entries.Where(e => IsMerge(e.Key)))
        {
            foreach (var item in value is SpecList list ? list.Items : [value])
            {
                if (item is SpecMap table) Add(merged, table, key.Value == Deep);
                else diagnostics.Add(key, "wrong-type", $"{key.Value}: {item.Description} is not a table of keys", $"merge tables: {key.Value}: *ANCHOR, or {key.Value}: [*ONE, *OTHER]");
            }
        }

        return merged;
    }

    private static bool IsMerge(SpecScalar key) => key is { IsPlain: true, Value: Shallow or Deep };

    private static void Add(List<(SpecScalar Key, SpecNode Value)> entries, SpecMap table, bool isDeep)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++) places.TryAdd(entries[i].Key.Value, i);
        foreach (var (key, value) in table.Entries)
        {
            if (places.TryAdd(key.Value, entries.Count))
            {
                entries.Add((key, value));
            }
            else if (isDeep && value is SpecMap other && entries[places[key.Value]] is (var own, SpecMap inner))
            {
                List<(SpecScalar, SpecNode)> both = [.. inner.Entries];
                Add(both, other, isDeep);
                entries[places[key.Value]] = (own, new SpecMap(both, inner.Line, inner.Column) { Tag = inner.Tag });
            }
        }
    }
}
