using System.Globalization;
using System.Text.RegularExpressions;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Cli.Mapping;

/// <summary>What a user wants mapped: products, or a workload with its graph.</summary>
/// <param name="Name">For people.</param>
/// <param name="Problems">Products that have nothing to do with each other; empty for a workload.</param>
/// <param name="Workload">The operators of a model; null for products.</param>
internal sealed partial record MapWork(string Name, IReadOnlyList<TensorProblem> Problems, Workload? Workload)
{
    /// <summary>Reads the argument: <c>MxKxN</c>, a preset, a <c>config.json</c>, or a problem file (ours, Timeloop's, ZigZag's, SCALE-Sim's).</summary>
    /// <exception cref="CommandException">It is none of them, or what is wrong with the file.</exception>
    /// <param name="context">The run.</param>
    /// <param name="argument">What the user gave.</param>
    /// <param name="bits">Widths where a file has none.</param>
    /// <param name="isSystolic">Whether the products are for SCALE-Sim's array, which copies out the windows of convolutions.</param>
    public static MapWork Read(CommandContext context, string argument, OperandBits bits, bool isSystolic = false)
    {
        if (Shape().Match(argument) is { Success: true } shape)
        {
            long[] sizes = [.. Sizes.Select(name => long.TryParse(shape.Groups[name].ValueSpan, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= LargestSize ? size : 0)];
            if (sizes.Contains(0)) throw Problem(argument, $"a size of '{argument}' is not from 1 to {LargestSize}", "give rows x summed length x columns, e.g. 197x768x3072");
            return new MapWork(argument, [TensorProblem.Gemm(argument, sizes[0], sizes[2], sizes[1], bits.Input, bits.Weight, bits.Output, bits.Partial)], null);
        }

        if (Path.GetExtension(argument) is ".yaml" or ".yml" or ".csv")
        {
            var problems = ArchitectureFiles.Value(ProblemReader.Read(SpecFiles.ReadText(argument, "name a problem file, a preset, a config.json, or a product MxKxN"), argument, bits, isSystolic), context.Error);
            return new MapWork(problems.Count == 1 ? problems[0].Name : Path.GetFileName(argument), problems, null);
        }

        if (Path.GetExtension(argument) == ".onnx") throw Problem(argument, "ONNX models are not read", "give the model's config.json, its products as MxKxN, or a ZigZag workload of them");
        var workload = PassOptions.Build(context, argument);
        return new MapWork($"{workload.Name}, {workload.Phase}", [], workload);
    }

    /// <summary>
    /// The same work for an architecture: fusion is planned for one shared buffer and one array, and on others the matrix products of a workload are mapped one by one.
    /// </summary>
    public MapWork For(Architecture architecture, OperandBits bits) => TilingMapper.Supports(architecture) ? this : AsProducts(bits);

    /// <summary>The matrix products of a workload one by one; products stay as they are.</summary>
    public MapWork AsProducts(OperandBits bits)
    {
        if (Workload is null) return this;
        return new MapWork(Name, [.. Workload.MatrixProducts.Select(Product)], null);

        // The second operand of an attention product is an activation, too.
        TensorProblem Product(Operator op)
        {
            var (m, n, k) = op.Gemm!.Value;
            return TensorProblem.Gemm(op.Name, m, n, k, bits.Input, op.Kind == OperatorKind.Gemm ? bits.Weight : bits.Input, bits.Output, bits.Partial) with { Repeats = op.Repeats };
        }
    }

    private static readonly string[] Sizes = ["m", "k", "n"];

    private const long LargestSize = 1L << 31;

    private static CommandException Problem(string file, string message, string advice) =>
        new(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "arguments", message) { File = file, Advice = advice });

    [GeneratedRegex("^(?<m>[0-9]+)x(?<k>[0-9]+)x(?<n>[0-9]+)$")]
    private static partial Regex Shape();
}
