using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>Writes problem, architecture and mapping as ZigZag reads them.</summary>
public static class ZigZagWriter
{
    /// <summary>The files, and a warning for everything that ZigZag cannot say.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="nest">The mapping; null for none: ZigZag then maps the axes as their constraints say and orders the loops itself.</param>
    public static EmittedFiles Write(TensorProblem problem, Architecture architecture, LoopNest? nest = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(architecture);
        var warnings = new List<string>();
        (problem, architecture) = PlainNames.Of(problem, architecture, warnings);
        List<EmittedFile> files =
        [
            new("workload.yaml", ZigZagWorkloadWriting.Write(problem)),
            new("hardware.yaml", new ZigZagArchitectureWriting(problem, architecture, nest, warnings).Write()),
        ];
        if (nest is not null) files.Add(new EmittedFile("mapping.yaml", ZigZagMappingWriting.Write(problem, architecture, nest, warnings)));
        return new EmittedFiles(files, [.. warnings.Distinct().Select(w => new Diagnostic("format", DiagnosticSeverity.Warning, "zigzag.coarser", w))]);
    }

    /// <summary>ZigZag's name of an axis: D1, D2 and so on, outermost first.</summary>
    internal static string AxisName(Architecture architecture, int level, int axis) => $"D{architecture.Levels.Take(level).Sum(l => l.Fanout.Count) + axis + 1}";
}
