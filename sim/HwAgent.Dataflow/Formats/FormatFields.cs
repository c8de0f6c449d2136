using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>Shapes of values that architectures, problems and mappings have and specs do not.</summary>
internal static class FormatFields
{
    /// <summary>Largest size of a dimension, and of anything that counts its elements.</summary>
    public const long LargestSize = 1L << 40;

    private const int LongestName = 200;

    public static readonly string[] OperandWords = ["input", "weight", "output"];

    /// <summary>The items of a list, which may be empty; null when the key is absent or no list.</summary>
    public static IReadOnlyList<SpecNode>? Items(this SpecFields fields, string key, string expected)
    {
        switch (fields.Node(key, expected))
        {
            case null: return null;
            case SpecList list: return list.Items;
            case { } node:
                fields.Diagnostics.Add(node, "wrong-type", $"{fields.PathOf(key)}: {node.Description} is not {expected}", $"give {expected}");
                return null;
        }
    }

    /// <summary>The entries of a table of free keys, in the order of the file; null when the key is absent or no table.</summary>
    public static IReadOnlyList<(SpecScalar Key, SpecNode Value)>? Entries(this SpecFields fields, string key, string expected)
    {
        switch (fields.Node(key, expected))
        {
            case null: return null;
            case SpecMap inner:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var (entry, _) in inner.Entries.Where(e => !seen.Add(e.Key.Value)))
                    fields.Diagnostics.Add(entry, "duplicate-key", $"'{entry.Value}' comes twice in {fields.PathOf(key)}", "keep one of them");
                return inner.Entries;
            case { } node:
                fields.Diagnostics.Add(node, "wrong-type", $"{fields.PathOf(key)}: {node.Description} is not {expected}", $"give {expected}");
                return null;
        }
    }

    /// <summary>A name: one line of printable text, as it may stand in tables and loops.</summary>
    public static string? Name(this SpecFields fields, string key) =>
        fields.Node(key, "a name") is { } node ? Name(node, fields.PathOf(key), fields.Diagnostics) : null;

    public static string? Name(SpecNode node, string path, SpecDiagnostics diagnostics)
    {
        if (node is SpecScalar { IsNothing: false, Value.Length: > 0 and <= LongestName } scalar && scalar.Value.Trim() == scalar.Value && scalar.Value.EnumerateRunes().All(IsPrintable))
            return scalar.Value;
        diagnostics.Add(node, "not-allowed", $"{path}: {node.Description} is not a name", $"give 1 to {LongestName} printable characters, none of the spaces at an end");
        return null;
    }

    /// <summary>A list of names, each once.</summary>
    public static IReadOnlyList<string>? Names(this SpecFields fields, string key)
    {
        if (fields.Items(key, "a list of names") is not { } items) return null;
        return Names(items, fields.PathOf(key), fields.Diagnostics);
    }

    public static IReadOnlyList<string> Names(IReadOnlyList<SpecNode> items, string path, SpecDiagnostics diagnostics)
    {
        var names = new List<string>();
        foreach (var item in items)
        {
            if (Name(item, path, diagnostics) is not { } name) continue;
            if (names.Contains(name)) diagnostics.Add(item, "duplicate-name", $"{path}: '{name}' comes twice", "keep one of them");
            else names.Add(name);
        }

        return names;
    }

    /// <summary>A list of <c>input</c>, <c>weight</c> and <c>output</c>.</summary>
    public static OperandSet? Operands(this SpecFields fields, string key)
    {
        if (fields.Items(key, "a list of input, weight, output") is not { } items) return null;
        var set = OperandSet.None;
        foreach (var item in items) set |= Operand(item, fields.PathOf(key), fields.Diagnostics)?.Only() ?? OperandSet.None;
        return set;
    }

    public static Operand? Operand(SpecNode node, string path, SpecDiagnostics diagnostics)
    {
        if (node is SpecScalar scalar)
        {
            var index = Array.IndexOf(OperandWords, scalar.Value);
            if (index >= 0) return (Operand)index;
            diagnostics.Add(node, "not-allowed", $"{path}: {node.Description} is not known", Spelling.Advice(scalar.Value, OperandWords));
        }
        else
        {
            diagnostics.Add(node, "wrong-type", $"{path}: {node.Description} is not an operand", "give input, weight or output");
        }

        return null;
    }

    /// <summary>A table from names to positive integers.</summary>
    public static Dictionary<string, long>? Counts(this SpecFields fields, string key, long smallest = 1)
    {
        if (fields.Entries(key, "a table of names with integers") is not { } entries) return null;
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, value) in entries)
        {
            if (Name(name, fields.PathOf(key), fields.Diagnostics) is not { } word) continue;
            if (Integer(value, $"{fields.PathOf(key)}.{word}", smallest, LargestSize, fields.Diagnostics) is { } count) counts.TryAdd(word, count);
        }

        return counts;
    }

    public static long? Integer(SpecNode node, string path, long smallest, long largest, SpecDiagnostics diagnostics)
    {
        if (node is SpecScalar { IsPlain: true } scalar && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= smallest && value <= largest)
            return value;
        diagnostics.Add(node, "out-of-range", $"{path}: {node.Description} is not an integer from {smallest} to {largest}", $"give an integer from {smallest} to {largest}");
        return null;
    }

    /// <summary>No control codes, no marks that turn text around, no halves of characters.</summary>
    private static bool IsPrintable(Rune rune) =>
        rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
}
