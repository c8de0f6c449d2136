using System.Globalization;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ScaleSim;

/// <summary>Reads SCALE-Sim's <c>.cfg</c> files.</summary>
public static class ScaleSimConfigReader
{
    private static readonly Dictionary<string, ScaleSimDataflow> Dataflows = new(StringComparer.Ordinal)
    {
        ["ws"] = ScaleSimDataflow.WeightStationary,
        ["os"] = ScaleSimDataflow.OutputStationary,
        ["is"] = ScaleSimDataflow.InputStationary,
    };

    /// <summary>The configuration in a text, or the errors in it, each with file, line and column. Sections that change nothing here are noted.</summary>
    public static FormatResult<ScaleSimConfig> Read(string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        var diagnostics = new SpecDiagnostics(fileName, "format", "the configuration");
        var values = ReadLines(text, diagnostics);
        var end = new SpecScalar("", true, 1, 1);
        var rows = Integer("ArrayHeight", 1 << 20);
        var columns = Integer("ArrayWidth", 1 << 20);
        var config = new ScaleSimConfig(
            values.TryGetValue("run_name", out var name) ? name.Value : "scalesim", (int)rows, (int)columns, Dataflow(), Integer("IfmapSramSzkB", 1L << 40), Integer("FilterSramSzkB", 1L << 40), Integer("OfmapSramSzkB", 1L << 40), Bandwidth());
        if (values.TryGetValue("SparsitySupport", out var sparsity) && !sparsity.Value.Equals("false", StringComparison.OrdinalIgnoreCase))
            diagnostics.Add(sparsity, "unsupported", "SparsitySupport: sparse operands are not supported", "give false");
        return new FormatResult<ScaleSimConfig>(diagnostics.HasErrors ? null : config, diagnostics.Sorted);

        // Only where it is given by the user; else SCALE-Sim works it out.
        long? Bandwidth() => values.ContainsKey("Bandwidth") || !values.TryGetValue("InterfaceBandwidth", out var mode) || mode.Value.Equals("USER", StringComparison.OrdinalIgnoreCase) ? Integer("Bandwidth", 1L << 40) : null;

        long Integer(string key, long largest)
        {
            if (!values.TryGetValue(key, out var value)) diagnostics.Add(end, "missing-key", $"'{key}' is missing", $"add {key}: NUMBER");
            else if (long.TryParse(value.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= largest) return number;
            else diagnostics.Add(value, "out-of-range", $"{key}: {value.Description} is not an integer from 1 to {largest}", $"give an integer from 1 to {largest}");
            return 1;
        }

        ScaleSimDataflow Dataflow()
        {
            if (!values.TryGetValue("Dataflow", out var value)) diagnostics.Add(end, "missing-key", "'Dataflow' is missing", "add Dataflow: ws, os or is");
            else if (Dataflows.TryGetValue(value.Value, out var dataflow)) return dataflow;
            else diagnostics.Add(value, "not-allowed", $"Dataflow: {value.Description} is not known", Spelling.Advice(value.Value, Dataflows.Keys));
            return default;
        }
    }

    private static Dictionary<string, SpecScalar> ReadLines(string text, SpecDiagnostics diagnostics)
    {
        var values = new Dictionary<string, SpecScalar>(StringComparer.OrdinalIgnoreCase);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or ';' || (line[0] == '[' && line[^1] == ']')) continue;
            var separator = line.AsSpan().IndexOfAny(':', '=');
            if (separator <= 0)
            {
                diagnostics.Add(i + 1, 1, "syntax", $"'{(line.Length > 60 ? line[..60] : line)}' is neither a section nor KEY: VALUE", "give KEY: VALUE");
                continue;
            }

            var key = line[..separator].Trim();
            if (!values.TryAdd(key, new SpecScalar(line[(separator + 1)..].Trim(), true, i + 1, 1)))
                diagnostics.Add(i + 1, 1, "duplicate-key", $"'{key}' comes twice, first in line {values[key].Line}", "keep one of them");
        }

        return values;
    }
}
