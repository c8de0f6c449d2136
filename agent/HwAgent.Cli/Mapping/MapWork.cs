using System.Globalization;
using System.Text.RegularExpressions;
using HwAgent.Agent.Reports.Mapping;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Models.Onnx;

namespace HwAgent.Cli.Mapping;

/// <summary>What a user wants mapped: products, or a workload with its graph.</summary>
/// <param name="Name">For people.</param>
/// <param name="Problems">Products that have nothing to do with each other; empty for a workload.</param>
/// <param name="Workload">The operators of a model; null for products.</param>
/// <param name="Widths">Of the workload's tensors; products have their own.</param>
internal sealed partial record MapWork(string Name, IReadOnlyList<TensorProblem> Problems, Workload? Workload, WidthMap Widths)
{
    /// <summary>Name of the model, whatever the pass; empty for products.</summary>
    public string Model { get; init; } = "";

    /// <summary>How the attention of a prefill is counted: <c>full</c> or <c>causal</c>; null for other work.</summary>
    public string? Attention { get; init; }

    /// <summary>Multiply-accumulates that the workload cannot do without; null for products.</summary>
    public long? NeededMacs { get; init; }

    /// <summary>What sets the pass apart from the others of a sweep; empty where there is one alone.</summary>
    public string Pass { get; init; } = "";

    /// <summary>Reads the argument: <c>MxKxN</c>, a preset, a <c>config.json</c>, a model's folder, or a problem file (ours, Timeloop's, ZigZag's, SCALE-Sim's, an ONNX model).</summary>
    /// <param name="context">With the options of widths.</param>
    /// <param name="argument">What the user named.</param>
    /// <param name="bits">Widths of a product's operands.</param>
    /// <param name="pass">What a pass of a model works on.</param>
    /// <param name="isSystolic">Whether the products are for SCALE-Sim's array, which copies out the windows of convolutions.</param>
    /// <exception cref="CommandException">It is none of them, or what is wrong with the file.</exception>
    public static MapWork Read(CommandContext context, string argument, OperandBits bits, WorkloadOptions pass, bool isSystolic = false) => ReadAll(context, argument, bits, [("", pass)], isSystolic)[0];

    /// <summary>The same for each of several passes.</summary>
    public static IReadOnlyList<MapWork> ReadAll(CommandContext context, string argument, OperandBits bits, IReadOnlyList<(string Name, WorkloadOptions Options)> passes, bool isSystolic = false)
    {
        if (Products(context, argument, bits, isSystolic) is { } products)
        {
            if (passes.Count > 1 || passes[0].Options != new WorkloadOptions() || MapOptions.NamesWidths(context))
                throw Problem(argument, $"'{argument}' is a product: it has no batch, sequence, image, phase or operators", "leave those options out; say sizes in the product itself and widths with --weight-bits and --activation-bits");
            return [products];
        }

        var source = ModelSource.Read(argument);
        var widths = MapOptions.WidthsOf(context, source.Widths);
        MapWork[] works = [.. passes.Select(Work)];
        string[] names = [.. works.SelectMany(w => w.Workload!.Operators).Where(o => o.Kind == OperatorKind.Gemm).Select(o => o.Name).Distinct()];
        foreach (var rule in widths.Rules)
        {
            if (!names.Any(rule.Matches)) throw Problem(argument, $"no operator with weights is named '{rule.Pattern}'", $"they are: {string.Join(", ", names.Take(24))}{(names.Length > 24 ? ", ..." : "")}");
        }

        return works;

        MapWork Work((string Name, WorkloadOptions Options) pass)
        {
            var workload = source.Build(pass.Options);
            var attention = workload.Phase == Phases.Prefill ? pass.Options.Attention.ToString().ToLowerInvariant() : null;
            return new MapWork($"{workload.Name}, {workload.Phase}{(attention == "causal" ? ", causal attention" : "")}", [], workload, widths) { Model = workload.Name, Pass = pass.Name, Attention = attention, NeededMacs = workload.Macs };
        }
    }

    /// <summary>The products that an argument is made of, as far as their names go: an architecture may speak of their tensors and dimensions.</summary>
    /// <exception cref="CommandException">What is wrong with a problem file.</exception>
    public static IReadOnlyList<TensorProblem> NamesOf(string argument) => IsProblemFile(argument)
        ? ArchitectureFiles.Value(ProblemReader.Read(SpecFiles.ReadText(argument, ProblemAdvice), argument), TextWriter.Null)
        : [TensorProblem.Gemm(Path.GetFileName(argument), 2, 2, 2, heads: 2)];

    private static bool IsProblemFile(string argument) => !Directory.Exists(argument) && Path.GetExtension(argument) is (".yaml" or ".yml" or ".csv");

    private static MapWork? Products(CommandContext context, string argument, OperandBits bits, bool isSystolic)
    {
        if (Shape().Match(argument) is { Success: true } shape)
        {
            long[] sizes = [.. Sizes.Select(name => long.TryParse(shape.Groups[name].ValueSpan, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= LargestSize ? size : 0)];
            if (sizes.Contains(0)) throw Problem(argument, $"a size of '{argument}' is not from 1 to {LargestSize}", "give rows x summed length x columns, e.g. 197x768x3072");
            if (sizes.Aggregate((Int128)1, (product, size) => product * size) > TensorProblem.MostMacs) throw Problem(argument, $"{argument} is more than 2^52 multiply-accumulates", "make one of its sizes smaller");
            return new MapWork(argument, [TensorProblem.Gemm(argument, sizes[0], sizes[2], sizes[1], bits.Input, bits.Weight, bits.Output, bits.Partial)], null, new WidthMap());
        }

        if (Path.GetExtension(argument) == ".onnx") return Onnx(context, argument, bits);
        if (!IsProblemFile(argument)) return null;
        var problems = ArchitectureFiles.Value(ProblemReader.Read(SpecFiles.ReadText(argument, ProblemAdvice), argument, bits, isSystolic), context.Error);
        return new MapWork(problems.Count == 1 ? problems[0].Name : Path.GetFileName(argument), problems, null, new WidthMap());
    }

    private static MapWork Onnx(CommandContext context, string path, OperandBits bits)
    {
        var model = OnnxProducts.Read(path);
        if (model.LeftOut.Count > 0) context.Error.WriteLine($"{path}: no matrix products and left out: {string.Join(", ", model.LeftOut.Select(t => $"{t.Value} {t.Key}"))}");
        return new MapWork(Path.GetFileName(path), [.. model.Products.Select(Problem)], null, new WidthMap());

        TensorProblem Problem(OnnxProduct p)
        {
            if ((Int128)p.Heads * p.M * p.N * p.K > TensorProblem.MostMacs) throw MapWork.Problem(path, $"{p.Name} is more than 2^52 multiply-accumulates", "make the batch or a size smaller");
            // The second operand of an attention product is an activation, too.
            return TensorProblem.Gemm(p.Name, p.M, p.N, p.K, bits.Input, p.HasWeights ? bits.Weight : bits.Input, bits.Output, bits.Partial, p.Heads) with { OperatorType = p.OperatorType };
        }
    }

    /// <summary>
    /// The same work for an architecture: where fusion cannot be planned the matrix products of a workload are mapped one by one.
    /// </summary>
    public MapWork For(Architecture architecture, OperandBits bits) => TilingMapper.Supports(architecture) ? this : AsProducts(bits);

    /// <summary>The outcome under the name of this work, with how attention was counted.</summary>
    public MapOutcome Describe(MapOutcome outcome) =>
        outcome with { Workload = Name, Attention = Attention, MaskedMacs = Attention == "causal" ? outcome.Macs - NeededMacs!.Value : 0 };

    /// <summary>The matrix products of a workload one by one; products stay as they are. What is mixed is one product a width, what is masked one a block of queries.</summary>
    public MapWork AsProducts(OperandBits bits) => Workload is null ? this : this with { Problems = [.. Workload.MatrixProducts.SelectMany(op => Products(op, bits, Widths with { WeightBits = bits.Weight }))], Workload = null };

    private static IEnumerable<TensorProblem> Products(Operator op, OperandBits bits, WidthMap widths)
    {
        var (m, n, k) = op.Gemm!.Value;
        if (op.Kind == OperatorKind.Gemm)
        {
            // The repeats of an operator may be parts of a matrix whose columns have several widths: queries, keys and values.
            var isWhole = widths.Mixed.GetValueOrDefault(op.Name) is not { } mixed || mixed.Sum(s => s.Columns) == n;
            var (columns, repeats) = isWhole ? ((long)n, op.Repeats) : (n * op.Repeats, 1L);
            return widths.StripesOf(op.Name, columns).GroupBy(s => s.Bits, (width, stripes) => Product(m, stripes.Sum(s => s.Columns), k, width) with { Repeats = repeats });
        }

        // The second operand of an attention product is an activation, too.
        if (op.Mask is not { } mask) return [Product(m, n, k, bits.Input)];
        var heads = m / mask.Tokens;
        return mask.Blocks(mask.BlockRows).Select(b => op.Kind == OperatorKind.AttentionScores ? Product(heads * b.Rows, b.Keys, k, bits.Input) : Product(heads * b.Rows, n, b.Keys, bits.Input));

        TensorProblem Product(long rows, long columns, long depth, int weightBits) =>
            TensorProblem.Gemm(op.Name, rows, columns, depth, bits.Input, weightBits, bits.Output, bits.Partial) with { Repeats = op.Repeats };
    }

    private static readonly string[] Sizes = ["m", "k", "n"];

    private const long LargestSize = 1L << 31;

    private const string ProblemAdvice = "name a problem file, a preset, a config.json, a model's folder, or a product MxKxN";

    private static CommandException Problem(string file, string message, string advice) =>
        new(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "arguments", message) { File = file, Advice = advice });

    [GeneratedRegex("^(?<m>[0-9]+)x(?<k>[0-9]+)x(?<n>[0-9]+)$")]
    private static partial Regex Shape();
}
