using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;

namespace HwAgent.Toolchain.Policy;

/// <summary>
/// The static check every source passes before any tool reads it. It refuses what could act on the machine, look into or change the
/// testbench, or mean one thing in simulation and another in synthesis. It does not judge whether the text is good hardware.
/// </summary>
public static partial class RtlPolicy
{
    /// <summary>Checks sources that belong together. Errors refuse; warnings and notes do not.</summary>
    public static IReadOnlyList<Diagnostic> Check(IReadOnlyList<RtlSource> sources, PolicyOptions options) => Check(sources, options, out _);

    private static IReadOnlyList<Diagnostic> Check(IReadOnlyList<RtlSource> sources, PolicyOptions options, out IReadOnlyCollection<string> definitions)
    {
        var texts = sources.Select(static source => (Source: source, Tokens: Lexer.Tokenize(source.Text), Report: new PolicyReport(source))).ToArray();
        var defined = new Dictionary<string, string>();
        foreach (var (source, tokens, report) in texts)
        {
            CheckFile(source, options, report);
            TokenRules.Check(tokens, options, report);
            DefinitionRules.Check(source, Code(tokens), options, defined, report);
        }

        var usable = defined.Keys.Concat(options.KnownModules).ToHashSet(StringComparer.Ordinal);
        foreach (var (_, tokens, report) in texts)
        {
            if (!options.AllowSimulationConstructs) ScopeRules.Check(Code(tokens), options, usable, report);
        }

        definitions = defined.Keys;
        return [.. texts.SelectMany(static text => text.Report.Findings)];
    }

    /// <summary>Checks a design whose sources all have the same trust, and makes it fit for the tools when nothing is refused.</summary>
    public static Admission Admit(RtlDesign design, PolicyOptions options)
    {
        IReadOnlyList<Diagnostic> findings =
        [
            .. Check(design.Sources, options, out var definitions),
            .. CheckedDesign.IsPlainName(design.Top) ? [] : new[] { new Diagnostic("policy", DiagnosticSeverity.Error, "policy.module-name", $"The top module's name '{design.Top}' is no plain name.") },
        ];
        return new Admission(findings.Any(static finding => finding.Severity == DiagnosticSeverity.Error) ? null : CheckedDesign.Create(design, options, definitions), findings);
    }

    private static IReadOnlyList<Token> Code(IReadOnlyList<Token> tokens) => [.. tokens.Where(static token => token.Kind != TokenKind.Comment)];

    private static void CheckFile(RtlSource source, PolicyOptions options, PolicyReport report)
    {
        if (!FileName().IsMatch(source.Name))
        {
            report.Add(DiagnosticSeverity.Error, 1, 1, "file-name", $"'{source.Name}' is not a plain file name ending in .sv or .v.", "use letters, digits, '_' and '-' only");
        }

        if (source.Text.Length > options.MaxFileCharacters)
        {
            report.Add(DiagnosticSeverity.Error, 1, 1, "file-length", $"The file has {source.Text.Length} characters; at most {options.MaxFileCharacters} are read.", "write less, or split the unit");
        }

        var line = 0;
        foreach (var text in source.Text.AsSpan().EnumerateLines())
        {
            line++;
            if (text.Length <= options.MaxLineCharacters) continue;
            report.Add(DiagnosticSeverity.Error, line, 1, "line-length", $"The line has {text.Length} characters; at most {options.MaxLineCharacters} are read.", "break the line");
            break;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_\-]{0,99}\.(sv|v)\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
