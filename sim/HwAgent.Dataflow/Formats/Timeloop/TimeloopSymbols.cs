using System.Globalization;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>The names that an attribute's arithmetic may use: the variables of the file, and the attributes of the containers around it and of the node itself.</summary>
/// <param name="variables">The table <c>variables</c>; null for none.</param>
internal sealed class TimeloopSymbols(SpecMap? variables)
{
    /// <summary>Names that refer to names and so on; more is a circle.</summary>
    private const int LongestChain = 16;

    /// <summary>The number that a text stands for; null when it is neither a number nor arithmetic of known names.</summary>
    /// <param name="text">The value of an attribute.</param>
    /// <param name="scopes">Tables with names, the nearest first; the variables come last.</param>
    public double? Evaluate(string text, IReadOnlyList<SpecMap> scopes) => Evaluate(text, [.. scopes, .. variables is null ? [] : (SpecMap[])[variables]], 0);

    private static double? Evaluate(string text, SpecMap[] scopes, int depth)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        return depth > LongestChain ? null : TimeloopArithmetic.Evaluate(text, Lookup);

        double? Lookup(string name)
        {
            foreach (var scope in scopes)
            {
                // An attribute that refers to its own name means that of the scope outside.
                var value = scope.Entries.FirstOrDefault(e => e.Key.Value == name).Value as SpecScalar;
                if (value is not null && value.Value != name && value.Value != text) return Evaluate(value.Value, scopes, depth + 1);
            }

            return null;
        }
    }
}
