using System.Globalization;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ScaleSim;

/// <summary>Reads SCALE-Sim's lists of matrix products: <c>Layer,M,N,K,</c> and one product a line.</summary>
internal static class ScaleSimTopologyReading
{
    /// <summary>Whether a text is a layer list: its first line has commas and starts with <c>Layer</c>.</summary>
    public static bool IsTopology(string text)
    {
        var first = text.AsSpan().TrimStart();
        var end = first.IndexOf('\n');
        if (end >= 0) first = first[..end];
        return first.StartsWith("Layer", StringComparison.OrdinalIgnoreCase) && first.Contains(',');
    }

    public static FormatResult<IReadOnlyList<TensorProblem>> Read(string text, string fileName, OperandBits bits)
    {
        var diagnostics = new SpecDiagnostics(fileName, "format", "the layer list");
        var lines = text.Split('\n');
        var (header, isConvolution) = (-1, false);
        var problems = new List<TensorProblem>();
        for (var i = 0; i < lines.Length && !isConvolution; i++)
        {
            string[] cells = [.. lines[i].Trim().Split(',').Select(c => c.Trim())];
            if (cells is [""]) continue;
            if (header < 0)
            {
                header = i;
                isConvolution = !cells.Skip(1).Take(3).SequenceEqual((string[])["M", "N", "K"], StringComparer.OrdinalIgnoreCase);
                if (isConvolution)
                    diagnostics.Add(i + 1, 1, "unsupported", "the columns are not Layer,M,N,K: convolutions are not supported", "give the layers as matrix products with the header Layer,M,N,K,");
                continue;
            }

            ReadLine(cells, i + 1, lines[i], bits, problems, diagnostics);
        }

        if (problems.Count == 0 && diagnostics.IsEmpty) diagnostics.Add(1, 1, "missing-key", "there are no layers", "add lines NAME,M,N,K,");
        return new FormatResult<IReadOnlyList<TensorProblem>>(diagnostics.HasErrors ? null : problems, diagnostics.Sorted);
    }

    private static void ReadLine(string[] cells, int line, string text, OperandBits bits, List<TensorProblem> problems, SpecDiagnostics diagnostics)
    {
        var name = new SpecScalar(cells[0], true, line, 1);
        var sizes = new List<long>();
        foreach (var cell in cells.Skip(1).Take(3))
        {
            var at = new SpecScalar(cell, true, line, Math.Max(0, text.IndexOf(cell, StringComparison.Ordinal)) + 1);
            if (long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= FormatFields.LargestSize) sizes.Add(size);
            else diagnostics.Add(at, "out-of-range", $"{at.Description} is not an integer from 1 to {FormatFields.LargestSize}", "give a positive integer");
        }

        if (cells.Length < 4 || cells.Skip(4).Any(c => c.Length > 0))
            diagnostics.Add(name, "unsupported", $"{cells.Length} cells are not NAME,M,N,K", "give a name and three sizes; sparsity columns are not supported");
        if (FormatFields.Name(name, "Layer", diagnostics) is not { } layer || sizes.Count != 3) return;
        if (ProblemChecks.Check(TensorProblem.Gemm(layer, sizes[0], sizes[1], sizes[2], bits.Input, bits.Weight, bits.Output, bits.Partial), name, diagnostics) is { } problem) problems.Add(problem);
    }
}
