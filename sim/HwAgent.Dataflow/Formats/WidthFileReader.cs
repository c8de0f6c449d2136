using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>Reads files of widths: those of activations, residual stream, keys and values, partial sums and weights, and of weights by operator.</summary>
public static class WidthFileReader
{
    private const int WidestWeight = 16, WidestSum = 32;

    /// <summary>The widths in a text, or the errors in it, each with file, line and column.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="fileName">The file's name.</param>
    /// <param name="otherwise">What the text does not say; rules of the text come behind those here, and so before them.</param>
    public static FormatResult<WidthMap> Read(string text, string fileName, WidthMap otherwise)
    {
        ArgumentNullException.ThrowIfNull(otherwise);
        return FormatDocument.Read(text, fileName, "the widths", (root, diagnostics) => Read(root, diagnostics, otherwise));
    }

    private static WidthMap? Read(SpecNode root, SpecDiagnostics diagnostics, WidthMap otherwise)
    {
        if (root is not SpecMap map)
        {
            diagnostics.Add(root, "wrong-type", $"{root.Description} is no table of widths", "give weights, activations or operators, e.g. operators: {\"decoder.block*.attn.*\": 4}");
            return null;
        }

        var fields = new SpecFields(map, "", diagnostics);
        var widths = otherwise with
        {
            ActivationBits = fields.Integer("activations", 1, WidestWeight) ?? otherwise.ActivationBits,
            ResidualBits = fields.Integer("residual", 1, WidestSum) ?? otherwise.ResidualBits,
            KeyValueBits = fields.Integer("keys_and_values", 1, WidestWeight) ?? otherwise.KeyValueBits,
            PartialBits = fields.Integer("partial_sums", 1, WidestSum) ?? otherwise.PartialBits,
            WeightBits = fields.Integer("weights", 1, WidestWeight) ?? otherwise.WeightBits,
        };
        var rules = new List<WidthRule>(otherwise.Rules);
        foreach (var (pattern, value) in fields.Entries("operators", "a table from patterns of operators' names to bits") ?? [])
        {
            if (FormatFields.Integer(value, $"operators.{pattern.Value}", 1, WidestWeight, diagnostics) is { } bits) rules.Add(new WidthRule(pattern.Value, (int)bits));
        }

        fields.Close();
        if (widths.PartialBits < Math.Max(Math.Max(widths.ActivationBits, widths.ResidualBits), widths.KeyValueBits))
            fields.Report("partial_sums", "out-of-range", $"{widths.PartialBits} bits are fewer than what the sums become", "widen them");
        return widths with { Rules = rules };
    }
}
