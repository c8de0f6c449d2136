using System.Globalization;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ScaleSim;

/// <summary>Reads SCALE-Sim's layer lists: matrix products (<c>Layer,M,N,K,</c>) or convolutions, one layer a line.</summary>
/// <param name="bits">Widths of the operands.</param>
/// <param name="isSystolic">Whether the products are for SCALE-Sim's own array, which copies out every window of a convolution.</param>
/// <param name="diagnostics">Where complaints go.</param>
internal sealed class ScaleSimTopologyReading(OperandBits bits, bool isSystolic, SpecDiagnostics diagnostics)
{
    /// <summary>Sizes of a convolution, in SCALE-Sim's order.</summary>
    private static readonly string[] Columns = ["IFMAP height", "IFMAP width", "filter height", "filter width", "channels", "number of filters", "stride height", "stride width"];

    private readonly List<TensorProblem> _problems = [];

    /// <summary>Whether a text is a layer list: its first line has commas and starts with <c>Layer</c>.</summary>
    public static bool IsTopology(string text)
    {
        var first = text.AsSpan().TrimStart();
        var end = first.IndexOf('\n');
        if (end >= 0) first = first[..end];
        return first.StartsWith("Layer", StringComparison.OrdinalIgnoreCase) && first.Contains(',');
    }

    public static FormatResult<IReadOnlyList<TensorProblem>> Read(string text, string fileName, OperandBits bits, bool isSystolic)
    {
        var diagnostics = new SpecDiagnostics(fileName, "format", "the layer list");
        var reading = new ScaleSimTopologyReading(bits, isSystolic, diagnostics);
        reading.ReadLines(text.Split('\n'));
        return new FormatResult<IReadOnlyList<TensorProblem>>(diagnostics.HasErrors ? null : reading._problems, diagnostics.Sorted);
    }

    private void ReadLines(string[] lines)
    {
        var (header, isConvolution) = (-1, false);
        for (var i = 0; i < lines.Length; i++)
        {
            string[] cells = [.. lines[i].Trim().Split(',').Select(c => c.Trim())];
            if (cells is [""]) continue;
            if (header >= 0)
            {
                ReadLine(cells, i + 1, lines[i], isConvolution);
                continue;
            }

            header = i;
            isConvolution = !cells.Skip(1).Take(3).SequenceEqual((string[])["M", "N", "K"], StringComparer.OrdinalIgnoreCase);
            // A convolution has at least the sizes up to one stride.
            if (!isConvolution || cells.Skip(1).TakeWhile(c => c.Length > 0).Count() >= 7) continue;
            diagnostics.Add(i + 1, 1, "unsupported", "the columns are neither Layer,M,N,K nor those of a convolution", $"give the header Layer,M,N,K, or Layer name,{string.Join(",", Columns[..6])},strides,");
            return;
        }

        if (_problems.Count == 0 && diagnostics.IsEmpty) diagnostics.Add(1, 1, "missing-key", "there are no layers", "add lines NAME,M,N,K,");
    }

    private void ReadLine(string[] cells, int line, string text, bool isConvolution)
    {
        var name = new SpecScalar(cells[0], true, line, 1);
        // What follows the last comma is not read by SCALE-Sim either.
        var read = cells.Length > (isConvolution ? 8 : 4) ? cells[..^1] : cells;
        if (read.Length < cells.Length && cells[^1].Length > 0) diagnostics.Note(name, "no-effect", "what follows the last comma of a line is not read");
        var wanted = !isConvolution ? 3 : read.Length > 8 && long.TryParse(read[8], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? 8 : 7;
        var sizes = new List<long>();
        foreach (var cell in read.Skip(1).Take(wanted))
        {
            var at = new SpecScalar(cell, true, line, Math.Max(0, text.IndexOf(cell, StringComparison.Ordinal)) + 1);
            if (long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= FormatFields.LargestSize) sizes.Add(size);
            else diagnostics.Add(at, "out-of-range", $"{at.Description} is not an integer from 1 to {FormatFields.LargestSize}", "give a positive integer");
        }

        // A column of sparsity may follow: N of M weights, dense when they are equal.
        var isDense = read.Skip(wanted + 1).All(c => c.Length == 0 || (c.Split(':') is [var kept, var block] && kept == block));
        if (read.Length < wanted + 1 || !isDense)
            diagnostics.Add(name, "unsupported", $"{cells.Length} cells are not NAME,{(isConvolution ? string.Join(",", Columns[..wanted]) : "M,N,K")}", $"give a name and {wanted} sizes; sparse layers are not supported");
        if (FormatFields.Name(name, "Layer", diagnostics) is not { } layer || sizes.Count != wanted) return;
        if (isConvolution) AddConvolution(name, layer, sizes);
        else Add(name, layer, sizes[0], sizes[1], sizes[2], 1);
    }

    private void AddConvolution(SpecScalar at, string layer, List<long> sizes)
    {
        var (height, width, filterHeight, filterWidth, channels, filters) = (sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]);
        var (strideHeight, strideWidth) = (sizes[6], sizes[^1]);
        if (filterHeight > height || filterWidth > width)
        {
            diagnostics.Add(at, "out-of-range", $"{layer}: the filter is larger than its input", "give filters of at most the input's size, padding included");
            return;
        }

        // SCALE-Sim rounds up, so that a last window may reach beyond the input.
        var (rows, columns) = ((height - filterHeight + strideHeight - 1) / strideHeight + 1, (width - filterWidth + strideWidth - 1) / strideWidth + 1);
        if (!isSystolic && !(SummedCoordinate.IsDistinct([(rows, strideHeight), (filterHeight, 1)]) && SummedCoordinate.IsDistinct([(columns, strideWidth), (filterWidth, 1)])))
        {
            diagnostics.Add(at, "unsupported", $"{layer}: windows of {filterHeight}x{filterWidth} at a stride of {strideHeight}x{strideWidth} overlap: convolutions are not part of this model", $"map it on a SCALE-Sim configuration, which copies every window out; {SummedCoordinate.Advice}");
            return;
        }

        // Its mark of a depthwise layer: one product for each channel.
        var isDepthwise = layer.Contains("DP", StringComparison.Ordinal);
        Add(at, layer, rows * columns, filters, filterHeight * filterWidth * (isDepthwise ? 1 : channels), isDepthwise ? channels : 1);
    }

    private void Add(SpecNode at, string layer, long m, long n, long k, long repeats)
    {
        if (ProblemChecks.Check(TensorProblem.Gemm(layer, m, n, k, bits.Input, bits.Weight, bits.Output, bits.Partial) with { Repeats = repeats }, at, diagnostics) is { } problem) _problems.Add(problem);
    }
}
