using System.Globalization;
using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Toolchain.Lint;

/// <summary>Parses what Verilator writes to standard error: <c>%Warning-CODE: file:line:column: message</c>.</summary>
internal static partial class VerilatorMessages
{
    public const string Tool = "verilator";

    public static IReadOnlyList<Diagnostic> Parse(string text, CheckedDesign design)
    {
        var found = new List<Diagnostic>();
        foreach (var line in text.Split('\n'))
        {
            var match = Message().Match(line);
            if (!match.Success || found.Count >= ToolMessages.MaxFindings) continue;
            var isError = match.Groups["kind"].Value == "Error";
            var words = ToolMessages.Clean(match.Groups["text"].Value);
            // A summary of what was already said, and a pointer to its manual.
            if (isError && (words.StartsWith("Exiting due to", StringComparison.Ordinal) || words.StartsWith("Command Failed", StringComparison.Ordinal) || words.Length == 0)) continue;
            var code = match.Groups["code"].Success ? match.Groups["code"].Value : "ERROR";
            var finding = new Diagnostic(Tool, isError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning, code, words)
            {
                Advice = VerilatorAdvice.For(code, words),
            };
            found.Add(match.Groups["file"].Success
                ? finding.At(design, match.Groups["file"].Value, Number(match, "line")!.Value, Number(match, "column"))
                : finding);
        }

        return found;
    }

    private static int? Number(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^%(?<kind>Error|Warning)(-(?<code>[A-Z0-9_]+))?: ((?<file>[^\s:]+):(?<line>\d+):((?<column>\d+):)? )?(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Message();
}
