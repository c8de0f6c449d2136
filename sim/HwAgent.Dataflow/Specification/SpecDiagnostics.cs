using HwAgent.Core.Diagnostics;

namespace HwAgent.Dataflow.Specification;

/// <summary>Collects what is wrong with one file.</summary>
internal sealed class SpecDiagnostics(string file)
{
    private readonly List<Diagnostic> _all = [];

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Diagnostic> Sorted => [.. _all.OrderBy(d => d.Line).ThenBy(d => d.Column)];

    public bool IsEmpty => _all.Count == 0;

    public void Add(SpecNode at, string code, string message, string advice) => Add(at.Line, at.Column, code, message, advice);

    public void Add(int line, int column, string code, string message, string advice) =>
        _all.Add(new Diagnostic("spec", DiagnosticSeverity.Error, code, message) { File = file, Line = line, Column = column, Advice = advice });
}
