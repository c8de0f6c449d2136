using System.Globalization;

namespace HwAgent.Dataflow.Specification;

/// <summary>
/// Typed access to the entries of one table. What is asked for is what is allowed: <see cref="Close"/> reports every other key.
/// A wrong value is reported and its default returned, so that one reading finds every error.
/// </summary>
/// <param name="map">The table.</param>
/// <param name="path">Its name in messages; empty for the whole file.</param>
/// <param name="diagnostics">Where complaints go.</param>
internal sealed class SpecFields(SpecMap map, string path, SpecDiagnostics diagnostics)
{
    private readonly List<string> _allowed = [];

    private string Place => path.Length == 0 ? diagnostics.Document : path;

    public SpecDiagnostics Diagnostics => diagnostics;

    public SpecMap Map => map;

    public string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>The place of a value, or of the table when the key is absent.</summary>
    public SpecNode At(string key) => Peek(key) ?? map;

    public bool Has(string key) => Peek(key) is not null;

    /// <summary>Whether a key that may be there without a value is.</summary>
    public bool IsEmpty(string key)
    {
        if (Peek(key) is not SpecScalar { IsNothing: true }) return false;
        _allowed.Add(key);
        return true;
    }

    /// <summary>The value of a key, or null when it is absent; an empty value is reported.</summary>
    public SpecNode? Node(string key, string expected)
    {
        _allowed.Add(key);
        var value = Peek(key);
        if (value is not SpecScalar { IsNothing: true }) return value;
        diagnostics.Add(value, "wrong-type", $"{PathOf(key)} has no value", $"give {expected}, or remove the key");
        return null;
    }

    /// <summary>Reports the absence of a key that must be there.</summary>
    public void Require(string key, string expected)
    {
        if (!Has(key)) diagnostics.Add(map, "missing-key", $"'{key}' is missing in {Place}", $"add {key}: {expected}");
    }

    public string? Text(string key, string expected = "a text")
    {
        switch (Node(key, expected))
        {
            case null: return null;
            case SpecScalar { Value.Length: > 0 } scalar: return scalar.Value;
            case { } other:
                WrongType(key, other, expected);
                return null;
        }
    }

    /// <summary>The texts of a list; null when it is absent or no such list.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        switch (Node(key, "a list of texts"))
        {
            case null: return null;
            case SpecList { Items.Count: > 0 } list:
                var wrong = list.Items.FirstOrDefault(item => item is not SpecScalar { Value.Length: > 0 });
                if (wrong is not null) WrongType(key, wrong, "a text");
                return wrong is null ? [.. list.Items.Cast<SpecScalar>().Select(item => item.Value)] : null;
            case { } other:
                WrongType(key, other, "a list of texts");
                return null;
        }
    }

    /// <summary>One of a set of words.</summary>
    public string? Word(string key, IReadOnlyCollection<string> allowed)
    {
        if (Node(key, $"one of: {string.Join(", ", allowed)}") is not { } node) return null;
        if (node is SpecScalar scalar)
        {
            if (allowed.Contains(scalar.Value)) return scalar.Value;
            diagnostics.Add(node, "not-allowed", $"{PathOf(key)}: {scalar.Description} is not known", Spelling.Advice(scalar.Value, allowed));
        }
        else
        {
            WrongType(key, node, $"one of: {string.Join(", ", allowed)}");
        }

        return null;
    }

    /// <summary>A member of an enumeration, in lower case.</summary>
    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum
    {
        var word = Word(key, [.. Enum.GetNames<T>().Select(n => n.ToLowerInvariant())]);
        return word is null ? otherwise : Enum.Parse<T>(word, ignoreCase: true);
    }

    public int? Integer(string key, int smallest, int largest) => (int?)Long(key, smallest, largest);

    public long? Long(string key, long smallest, long largest)
    {
        var expected = $"an integer from {smallest} to {largest}";
        if (Node(key, expected) is not { } node) return null;
        // Digits alone: one that 64 bits cannot hold is out of range, not of a wrong type.
        if (node is not SpecScalar { IsPlain: true } scalar || !IsInteger(scalar.Value))
        {
            WrongType(key, node, expected);
            return null;
        }

        if (long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= smallest && value <= largest) return value;
        diagnostics.Add(node, "out-of-range", $"{PathOf(key)}: {scalar.Description} is out of range", $"give {expected}");
        return null;
    }

    /// <summary>One of a few integers.</summary>
    public int? IntegerOf(string key, IReadOnlyList<int> allowed)
    {
        var expected = allowed.Count == 1 ? $"{allowed[0]}" : $"one of: {string.Join(", ", allowed)}";
        if (Node(key, expected) is not { } node) return null;
        if (node is not SpecScalar { IsPlain: true } scalar || !IsInteger(scalar.Value))
        {
            WrongType(key, node, expected);
            return null;
        }

        if (int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && allowed.Contains(value)) return value;
        diagnostics.Add(node, "not-allowed", $"{PathOf(key)}: {scalar.Description} is not possible", $"give {expected}");
        return null;
    }

    public double? Number(string key, double smallest, double largest)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"a number from {smallest} to {largest}");
        if (Node(key, expected) is not { } node) return null;
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (node is not SpecScalar { IsPlain: true } scalar || !double.TryParse(scalar.Value, Styles, CultureInfo.InvariantCulture, out var value) || double.IsNaN(value))
        {
            WrongType(key, node, expected);
            return null;
        }

        if (value >= smallest && value <= largest) return value;
        diagnostics.Add(node, "out-of-range", $"{PathOf(key)}: {scalar.Description} is out of range", $"give {expected}");
        return null;
    }

    public bool? Boolean(string key)
    {
        switch (Node(key, "true or false"))
        {
            case null: return null;
            case SpecScalar { IsPlain: true, Value: "true" }: return true;
            case SpecScalar { IsPlain: true, Value: "false" }: return false;
            case { } node:
                WrongType(key, node, "true or false");
                return null;
        }
    }

    /// <summary>The fields of a nested table; null when it is absent or no table.</summary>
    public SpecFields? Table(string key)
    {
        switch (Node(key, "a table of keys"))
        {
            case null: return null;
            case SpecMap inner: return new SpecFields(inner, PathOf(key), diagnostics);
            case { } node:
                WrongType(key, node, "a table of keys");
                return null;
        }
    }

    /// <summary>The tables of a list; null when it is absent or no list.</summary>
    public IReadOnlyList<SpecFields>? Tables(string key)
    {
        switch (Node(key, "a list of tables"))
        {
            case null: return null;
            case SpecList { Items.Count: > 0 } list:
                var tables = new List<SpecFields>();
                for (var i = 0; i < list.Items.Count; i++)
                {
                    var itemPath = $"{PathOf(key)}[{i}]";
                    if (list.Items[i] is SpecMap item) tables.Add(new SpecFields(item, itemPath, diagnostics));
                    else diagnostics.Add(list.Items[i], "wrong-type", $"{itemPath}: {list.Items[i].Description} is not a table of keys", "give a table of keys");
                }

                return tables;
            case SpecList empty:
                diagnostics.Add(empty, "out-of-range", $"{PathOf(key)} is empty", "give at least one entry, or remove the key");
                return null;
            case { } node:
                WrongType(key, node, "a list of tables");
                return null;
        }
    }

    /// <summary>Reports keys that nobody asked for, and those that come twice.</summary>
    public void Close()
    {
        var first = new Dictionary<string, SpecScalar>(StringComparer.Ordinal);
        foreach (var (key, _) in map.Entries)
        {
            if (!first.TryAdd(key.Value, key))
                diagnostics.Add(key, "duplicate-key", $"'{key.Value}' comes twice in {Place}, first in line {first[key.Value].Line}", "keep one of them");
            else if (!_allowed.Contains(key.Value))
                diagnostics.Add(key, "unknown-key", $"unknown key {key.Description} in {Place}", Spelling.Advice(key.Value, _allowed));
        }
    }

    public void Report(string key, string code, string problem, string advice) =>
        diagnostics.Add(At(key), code, $"{PathOf(key)}: {problem}", advice);

    private void WrongType(string key, SpecNode node, string expected) =>
        diagnostics.Add(node, "wrong-type", $"{PathOf(key)}: {node.Description} is not {expected}", $"give {expected}");

    private SpecNode? Peek(string key) => map.Entries.FirstOrDefault(e => e.Key.Value == key).Value;

    private static bool IsInteger(string text)
    {
        var digits = text.AsSpan().TrimStart('-');
        return digits.Length > 0 && text.Length - digits.Length <= 1 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
