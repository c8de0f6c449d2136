using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>Parses Yosys' log: <c>[file:line:] ERROR: message</c>, <c>[file:line:] Warning: message</c> and inferred latches.</summary>
internal static partial class YosysMessages
{
    public const string Tool = "yosys";
    private const string LatchAdvice = "assign the signal on every path: give a default at the start of the always_comb block, or add the missing else or default";

    private static readonly (string Words, string Code, string Advice)[] Faults =
    [
        ("multiple conflicting drivers", "MULTIDRIVEN", "assign each signal in one place only"),
        ("Driver-driver conflict", "MULTIDRIVEN", "assign each signal in one place only"),
        ("used but has no driver", "UNDRIVEN", "assign every bit of the signal"),
        ("Latch inferred", "LATCH", LatchAdvice),
        ("found logic loop", "LOOP", "break the combinational loop with a register"),
        ("found combinatorial loop", "LOOP", "break the combinational loop with a register"),
    ];

    public static IReadOnlyList<Diagnostic> Parse(string text, CheckedDesign design)
    {
        var found = new List<Diagnostic>();
        foreach (var line in text.Split('\n'))
        {
            if (found.Count >= ToolMessages.MaxFindings) break;
            if ((Message().Match(line) is { Success: true } message ? Said(message, design) : Latch().Match(line) is { Success: true } latch ? Inferred(latch, design) : null) is not { } finding) continue;
            if (!found.Contains(finding)) found.Add(finding);
        }

        return found;
    }

    private static Diagnostic Said(Match match, CheckedDesign design)
    {
        var words = ToolMessages.Clean(AutomaticNames().Replace(match.Groups["text"].Value, string.Empty));
        var fault = Faults.FirstOrDefault(fault => words.Contains(fault.Words, StringComparison.Ordinal));
        var isError = match.Groups["kind"].Value == "ERROR" || fault.Code is not null;
        var code = fault.Code ?? (words.Contains("syntax error", StringComparison.Ordinal) ? "SYNTAX" : isError ? "ERROR" : "WARNING");
        var finding = new Diagnostic(Tool, isError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning, code, words)
        {
            Advice = fault.Advice ?? Advice(words),
        };
        return match.Groups["file"].Success ? finding.At(design, match.Groups["file"].Value, int.Parse(match.Groups["line"].Value), null) : finding;
    }

    private static Diagnostic Inferred(Match match, CheckedDesign design)
    {
        var finding = new Diagnostic(Tool, DiagnosticSeverity.Error, "LATCH", $"A latch is inferred for '{match.Groups["signal"].Value}'.")
        {
            Advice = LatchAdvice,
        };
        return match.Groups["file"].Success ? finding.At(design, match.Groups["file"].Value, int.Parse(match.Groups["line"].Value), null) : finding;
    }

    private static string? Advice(string words) =>
        words.Contains("syntax error", StringComparison.Ordinal) ? "Yosys reads less SystemVerilog than the simulators: no import, return, multi-dimensional packed arrays, unpacked-array ports or int unsigned"
        : words.Contains("is not part of the design", StringComparison.Ordinal) ? "define the module, or correct the spelling"
        : words.Contains("Replacing memory", StringComparison.Ordinal) ? "an array that is reset or written in a loop becomes registers; to keep a memory, write one word a cycle without reset"
        : words.Contains("Async reset", StringComparison.Ordinal) || words.Contains("multiple edge", StringComparison.Ordinal) ? "use one clock edge and at most one asynchronous reset to a constant"
        : null;

    [GeneratedRegex(@"^((?<file>[^\s:]+):(?<line>\d+): )?(?<kind>ERROR|Warning): (?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Message();

    [GeneratedRegex(@"^Latch inferred for signal `\\?(?<signal>[^']+)' from process `[^']*?((?<file>[A-Za-z0-9_\-]+\.s?v):(?<line>\d+))?(\$\d+)?'", RegexOptions.CultureInvariant)]
    private static partial Regex Latch();

    // Numbers of generated names change with unrelated lines, and would make equal findings differ.
    [GeneratedRegex(@"\$(?=\d+\b)\d+|(?<=\s)\\", RegexOptions.CultureInvariant)]
    private static partial Regex AutomaticNames();
}
