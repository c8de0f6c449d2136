using System.Globalization;
using System.Text.RegularExpressions;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Factor lists: <c>[M=4, K&lt;=8]</c>, <c>"M=4 K=8"</c>, <c>M=4,3</c> with the bound of the last iteration, and <c>M4</c> as older versions write mappings.</summary>
internal static partial class TimeloopFactors
{
    /// <summary>The factors of a key, in its order; empty when it is absent.</summary>
    public static IReadOnlyList<TimeloopFactor> Read(SpecFields fields, string key)
    {
        var factors = new List<TimeloopFactor>();
        switch (fields.Node(key, "a list such as [M=4, K=8]"))
        {
            case null: break;
            case SpecList list:
                foreach (var item in list.Items) Add(item, (item as SpecScalar)?.Value, factors, fields, key);
                break;
            case SpecScalar scalar:
                // One text holds them all; a comma between digits belongs to one factor.
                foreach (var part in Separator().Split(scalar.Value).Where(p => p.Length > 0)) Add(scalar, part, factors, fields, key);
                break;
            case { } node:
                fields.Report(key, "wrong-type", $"{node.Description} is no list of factors", "give a list such as [M=4, K=8]");
                break;
        }

        return factors;
    }

    /// <summary>Names of a key: a list, or a text with commas, or one letter a name.</summary>
    public static IReadOnlyList<string>? Permutation(SpecFields fields, string key)
    {
        switch (fields.Node(key, "a list of dimensions"))
        {
            case null: return null;
            case SpecList list: return FormatFields.Names(list.Items, fields.PathOf(key), fields.Diagnostics);
            case SpecScalar scalar:
                string[] words = scalar.Value.AsSpan().ContainsAny(", ")
                    ? scalar.Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
                    : [.. scalar.Value.Select(c => c.ToString())];
                return FormatFields.Names([.. words.Select(w => new SpecScalar(w, true, scalar.Line, scalar.Column))], fields.PathOf(key), fields.Diagnostics);
            case { } node:
                fields.Report(key, "wrong-type", $"{node.Description} is no list of dimensions", "give a list such as [K, N, M], innermost first");
                return null;
        }
    }

    private static void Add(SpecNode at, string? text, List<TimeloopFactor> factors, SpecFields fields, string key)
    {
        var match = Factor().Match(text ?? "");
        if (!match.Success || !long.TryParse(match.Groups["bound"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var bound) || bound > FormatFields.LargestSize)
        {
            fields.Diagnostics.Add(at, "wrong-type", $"{fields.PathOf(key)}: {at.Description} is no factor", "give NAME=NUMBER, for instance M=4");
            return;
        }

        long? residual = null;
        if (match.Groups["residual"] is { Success: true } group)
        {
            if (!long.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var last) || last < 1 || last > bound)
            {
                fields.Diagnostics.Add(at, "out-of-range", $"{fields.PathOf(key)}: the last bound of {at.Description} is not within the others'", "give NAME=BOUND,LAST with 1 <= LAST <= BOUND");
                return;
            }

            residual = last;
        }

        var name = match.Groups["name"].Value;
        if (factors.Any(f => f.Dimension == name)) fields.Diagnostics.Add(at, "duplicate-name", $"{fields.PathOf(key)}: '{name}' comes twice", "keep one of them");
        else factors.Add(new TimeloopFactor(name, match.Groups["relation"].Value is { Length: > 0 } relation ? relation : "=", bound, residual, at));
    }

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z_][A-Za-z0-9_]{0,63})\s*(?<relation><=|>=|=|(?<=[A-Za-z])(?=[0-9]))\s*(?<bound>[0-9]{1,18})(?:\s*,\s*(?<residual>[0-9]{1,18}))?\s*$")]
    private static partial Regex Factor();

    [GeneratedRegex(@"(?:\s*,\s*|\s+)(?=[A-Za-z_])")]
    private static partial Regex Separator();
}
