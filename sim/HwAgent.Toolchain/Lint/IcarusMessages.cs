using System.Globalization;
using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Toolchain.Lint;

/// <summary>Parses what iverilog writes: <c>file:line: [error|warning|sorry:] message</c>; what has no word of its own is an error.</summary>
internal static partial class IcarusMessages
{
    public const string Tool = "icarus";

    public static IReadOnlyList<Diagnostic> Parse(string text, CheckedDesign design)
    {
        var found = new List<Diagnostic>();
        foreach (var line in text.Split('\n'))
        {
            var match = Message().Match(line);
            if (!match.Success || found.Count >= ToolMessages.MaxFindings) continue;
            var words = ToolMessages.Clean(match.Groups["text"].Value);
            // A line of explanation (": ...") belongs to the finding before it; repetitions are dropped.
            if (words.StartsWith(": ", StringComparison.Ordinal) && found.Count > 0)
            {
                found[^1] = found[^1] with { Message = found[^1].Message + words[1..] };
                continue;
            }

            var kind = match.Groups["kind"].Value;
            var code = words.StartsWith("syntax error", StringComparison.Ordinal) ? "SYNTAX"
                : kind switch { "sorry" => "UNSUPPORTED", "warning" => Classify(words), _ => "ERROR" };
            var finding = new Diagnostic(Tool, kind == "warning" ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, code, words) { Advice = Advice(code, words) }
                .At(design, match.Groups["file"].Value, int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture), null);
            if (!found.Contains(finding)) found.Add(finding);
        }

        return found;
    }

    private static string Classify(string words) =>
        words.Contains("implicit definition", StringComparison.Ordinal) ? "IMPLICIT"
        : words.Contains("port", StringComparison.Ordinal) ? "PORT"
        : words.Contains("timescale", StringComparison.Ordinal) ? "TIMESCALE"
        : words.Contains("sensitive to all", StringComparison.Ordinal) ? "SENSITIVITY"
        : words.Contains("select", StringComparison.Ordinal) ? "SELECT"
        : "WARNING";

    private static string? Advice(string code, string words) => code switch
    {
        "SYNTAX" => "look at this line and at the end of the statement before it",
        "IMPLICIT" => "declare the signal",
        "PORT" => "give the connection the width of the port",
        "SENSITIVITY" => "Icarus re-evaluates the block on every element of the array: select with a constant, or move the selection out with assign",
        "UNSUPPORTED" => "Icarus does not know the construct: write it in plainer SystemVerilog",
        _ when words.Contains("Unable to bind", StringComparison.Ordinal) => "declare the name before it is used, or correct its spelling",
        _ when words.Contains("Unknown module type", StringComparison.Ordinal) => "define the module, or correct the spelling",
        _ => null,
    };

    [GeneratedRegex(@"^(?<file>[^\s:]+\.s?v):(?<line>\d+): ?((?<kind>error|warning|sorry): )?(?<text>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Message();
}
