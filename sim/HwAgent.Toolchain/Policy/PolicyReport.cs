using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;

namespace HwAgent.Toolchain.Policy;

/// <summary>Collects the refusals for one source, with the offending line.</summary>
internal sealed class PolicyReport(RtlSource source)
{
    private const int MaxFindings = 50;
    private const int MaxExcerptCharacters = 200;
    private readonly List<Diagnostic> findings = [];

    public IReadOnlyList<Diagnostic> Findings => findings;

    public void Refuse(Token at, string code, string message, string advice) => Add(DiagnosticSeverity.Error, at.Line, at.Column, code, message, advice);

    public void Add(DiagnosticSeverity severity, int line, int column, string code, string message, string advice)
    {
        // A file of ten thousand backticks needs no ten thousand findings.
        if (findings.Count >= MaxFindings) return;
        findings.Add(new Diagnostic("policy", severity, "policy." + code, message)
        {
            File = source.Name,
            Line = line,
            Column = column,
            Advice = advice,
            Excerpt = SourceExcerpt.Of(source.Text, line, MaxExcerptCharacters),
        });
    }
}
