using HwAgent.Dataflow.Formats.Native;
using HwAgent.Dataflow.Formats.ScaleSim;
using HwAgent.Dataflow.Formats.Timeloop;
using HwAgent.Dataflow.Formats.ZigZag;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>Reads problems: our own YAML, a Timeloop problem, a ZigZag workload or a SCALE-Sim layer list, told apart by their content.</summary>
public static class ProblemReader
{
    /// <summary>The problems in a text, in its order, or the errors in it, each with file, line and column.</summary>
    /// <param name="text">YAML or CSV.</param>
    /// <param name="fileName">The file's name, for diagnostics.</param>
    /// <param name="bits">Widths for formats that give none; null for <see cref="OperandBits.EightBit"/>.</param>
    /// <param name="isSystolic">Whether the products are for SCALE-Sim's array: its layer lists may then hold any convolution, of which it copies out every window.</param>
    public static FormatResult<IReadOnlyList<TensorProblem>> Read(string text, string fileName, OperandBits? bits = null, bool isSystolic = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var widths = bits ?? OperandBits.EightBit;
        if (ScaleSimTopologyReading.IsTopology(text)) return ScaleSimTopologyReading.Read(text, fileName, widths, isSystolic);
        return FormatDocument.Read(text, fileName, "the problem", (root, diagnostics) => ReadRoot(root, widths, diagnostics));
    }

    private static IReadOnlyList<TensorProblem>? ReadRoot(SpecNode root, OperandBits bits, SpecDiagnostics diagnostics)
    {
        if (root is SpecList layers) return ZigZagWorkloadReading.Read(layers, diagnostics);
        if (FormatDocument.Peek(root, "problem") is not SpecMap table)
        {
            if (FormatDocument.Peek(root, "workload") is { } accelForge)
            {
                diagnostics.Add(accelForge, "unsupported", "workloads of AccelForge are not read", "name a preset or a config.json, or give each product as problem: with gemm: {m: , n: , k: }");
                return null;
            }

            diagnostics.Add(root, "wrong-type", "the file has no table 'problem' and is no list of layers", "give problem: with gemm: {m: , n: , k: }, a Timeloop problem, a ZigZag workload or a SCALE-Sim layer list");
            return null;
        }

        var problem = FormatDocument.Peek(table, "shape") is not null || FormatDocument.Peek(table, "instance") is not null
            ? TimeloopProblemReading.Read(new SpecFields(table, "problem", diagnostics), bits)
            : ProblemReading.Read(new SpecFields(table, "problem", diagnostics), bits);
        return problem is null ? null : [problem];
    }
}
