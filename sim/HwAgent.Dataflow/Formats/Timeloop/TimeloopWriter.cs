using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Writes problem, architecture, energies and mapping as Timeloop v4 reads them.</summary>
public static class TimeloopWriter
{
    /// <summary>The files, and a warning for everything that Timeloop cannot say.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="nest">The mapping; null for none.</param>
    public static EmittedFiles Write(TensorProblem problem, Architecture architecture, LoopNest? nest = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(architecture);
        var warnings = new List<string>();
        (problem, architecture) = PlainNames.Of(problem, architecture, warnings);
        var (nodes, constraints) = TimeloopArchitectureWriting.Write(problem, architecture, warnings);
        var files = new List<EmittedFile>
        {
            new("problem.yaml", TimeloopProblemWriting.Write(problem)),
            new("architecture.yaml", nodes),
            new("ert.yaml", TimeloopEnergyWriting.Write(architecture, problem, warnings)),
        };
        if (constraints is not null) files.Add(new EmittedFile("constraints.yaml", constraints));
        var diagnostics = warnings.Distinct().Select(w => new Diagnostic("format", DiagnosticSeverity.Warning, "timeloop.coarser", w)).ToList();
        if (nest is null) return new EmittedFiles(files, diagnostics);

        var mapping = new TimeloopMappingWriting(problem, architecture, nest);
        if (mapping.Write() is { } text) files.Add(new EmittedFile("mapping.yaml", text));
        if (mapping.IsRagged) diagnostics.Add(new Diagnostic("format", DiagnosticSeverity.Warning, "timeloop.ragged", "mapping.yaml has bounds of a last pass (NAME=BOUND,LAST), which Timeloop reads and its Python front end does not"));
        diagnostics.AddRange(mapping.Problems.Select(p => new Diagnostic("format", DiagnosticSeverity.Error, "timeloop.mapping", p) { Advice = "the mapping is left out" }));
        return new EmittedFiles(files, diagnostics);
    }
}
