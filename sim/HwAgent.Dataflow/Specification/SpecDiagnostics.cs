using HwAgent.Core.Diagnostics;

namespace HwAgent.Dataflow.Specification;

/// <summary>Collects what is wrong with one file.</summary>
/// <param name="file">Its name.</param>
/// <param name="tool">Who says so.</param>
/// <param name="document">What the file is, in messages.</param>
/// <param name="start">What to do about an empty file.</param>
internal sealed class SpecDiagnostics(string file, string tool = "spec", string document = "the spec", string start = "start from one of the files in examples/")
{
    private readonly List<Diagnostic> _all = [];

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Diagnostic> Sorted => [.. _all.OrderBy(d => d.Line).ThenBy(d => d.Column)];

    public bool IsEmpty => _all.Count == 0;

    public bool HasErrors => _all.Any(d => d.Severity == DiagnosticSeverity.Error);

    public string File => file;

    public string Document => document;

    public string Start => start;

    public void Add(SpecNode at, string code, string message, string advice) => Add(at.Line, at.Column, code, message, advice);

    public void Add(int line, int column, string code, string message, string advice) =>
        _all.Add(new Diagnostic(tool, DiagnosticSeverity.Error, code, message) { File = file, Line = line, Column = column, Advice = advice });

    /// <summary>Something that a reader passes over without harm, and says so once.</summary>
    public void Note(SpecNode at, string code, string message)
    {
        if (_all.Any(d => d.Severity == DiagnosticSeverity.Note && d.Message == message)) return;
        _all.Add(new Diagnostic(tool, DiagnosticSeverity.Note, code, message) { File = file, Line = at.Line, Column = at.Column });
    }

    /// <summary>Takes over what was found in another file.</summary>
    public void AddRange(IEnumerable<Diagnostic> others) => _all.AddRange(others);
}
