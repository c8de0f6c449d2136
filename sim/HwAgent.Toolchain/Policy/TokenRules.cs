using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Toolchain.Policy;

/// <summary>Rules that look at a token and its neighbours: system tasks, directives, comments, attributes, delays, odd characters.</summary>
internal static partial class TokenRules
{
    /// <summary>Functions of their arguments alone, folded while the design is built.</summary>
    private static readonly FrozenSet<string> PureFunctions = new[]
    {
        "$signed", "$unsigned", "$clog2", "$bits", "$high", "$low", "$left", "$right", "$size", "$increment",
        "$dimensions", "$unpacked_dimensions", "$countones", "$onehot", "$onehot0", "$isunknown", "$countbits",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> ElaborationTasks =
        new[] { "$error", "$fatal", "$warning", "$info", "$readmemh", "$readmemb" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> HarmlessAttributes = new[]
    {
        "keep", "dont_touch", "ram_style", "rom_style", "ramstyle", "romstyle", "mem2reg", "nomem2reg", "use_dsp", "fsm_encoding", "keep_hierarchy",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static void Check(IReadOnlyList<Token> all, PolicyOptions options, PolicyReport report)
    {
        foreach (var comment in all.Where(static token => token.Kind == TokenKind.Comment)) CheckComment(comment, options, report);

        var tokens = all.Where(static token => token.Kind != TokenKind.Comment).ToArray();
        var depth = 0;
        for (var index = 0; index < tokens.Length; index++)
        {
            var token = tokens[index];
            switch (token.Kind)
            {
                case TokenKind.Invalid:
                    CheckInvalid(token, report);
                    break;
                case TokenKind.EscapedIdentifier when !options.AllowSimulationConstructs:
                    report.Refuse(token, "escaped-identifier", "An escaped identifier can spell anything, other tools' names included.", "use a plain name of letters, digits and '_'");
                    break;
                case TokenKind.SystemName:
                    CheckSystemName(token, options, report);
                    break;
                case TokenKind.Directive:
                    depth = CheckDirective(tokens, index, depth, options, report);
                    break;
                case TokenKind.Keyword:
                    CheckKeyword(tokens, index, options, report);
                    break;
                case TokenKind.Symbol when !options.AllowSimulationConstructs:
                    CheckSymbol(tokens, index, report);
                    break;
            }
        }

        if (depth > 0 && tokens.Length > 0) report.Refuse(tokens[^1], "conditional", "A `ifdef or `ifndef has no `endif.", "close it in the same file");
    }

    private static void CheckInvalid(Token token, PolicyReport report)
    {
        var what = token.Text[0] switch
        {
            '"' => "A string does not end on its line.",
            '/' => "A block comment does not end.",
            var c => $"The character U+{((int)c).ToString("X4", CultureInfo.InvariantCulture)} has no place in code.",
        };
        report.Refuse(token, "text", what, "use plain ASCII, LF line ends, and close every string and comment");
    }

    private static void CheckComment(Token comment, PolicyOptions options, PolicyReport report)
    {
        if (!options.AllowWaivers && ToolComment().IsMatch(comment.Text))
        {
            report.Refuse(comment, "tool-comment", "A comment that steers a tool can hide faults or make simulation and synthesis differ.", "remove it and repair what it hides");
        }

        if (comment.Text.Any(static c => c is not '\n' and not '\t' && (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)))
        {
            report.Refuse(comment, "text", "The comment holds control or formatting characters that can make it read as something it is not.", "use plain text and LF line ends");
        }
        else if (comment.Text.Any(static c => c > '\x7e') && options.ShowComments)
        {
            report.Refuse(comment, "text", "The comment holds characters outside ASCII.", "use plain ASCII");
        }
        else if (comment.Text.Any(static c => c > '\x7e'))
        {
            report.Add(DiagnosticSeverity.Note, comment.Line, comment.Column, "comment-text", "The comment holds characters outside ASCII.", "use plain ASCII");
        }
    }

    private static void CheckSystemName(Token token, PolicyOptions options, PolicyReport report)
    {
        if (PureFunctions.Contains(token.Text)) return;
        if (token.Text is "$root" or "$unit")
        {
            if (!options.AllowSimulationConstructs) report.Refuse(token, "hierarchical-reference", $"{token.Text} reaches outside the module.", "pass what you need through ports");
            return;
        }

        var escapes = token.Text == "$system" || token.Text.StartsWith("$c", StringComparison.Ordinal) && token.Text[2..].All(char.IsAsciiDigit) || token.Text.StartsWith("$sreadmem", StringComparison.Ordinal);
        if (!escapes && options.AllowSimulationConstructs) return;
        if (options.AllowElaborationTasks && ElaborationTasks.Contains(token.Text)) return;
        report.Refuse(
            token,
            "system-task",
            escapes ? $"{token.Text} runs code outside the simulation." : $"The system task {token.Text} is not allowed in a design.",
            token.Text is "$display" or "$write" or "$monitor" or "$strobe" or "$finish" or "$stop"
                ? "remove it: the testbench alone reports and ends the simulation"
                : "use only " + string.Join(", ", PureFunctions.Order(StringComparer.Ordinal)));
    }

    /// <summary>Returns the nesting of conditionals after the directive.</summary>
    private static int CheckDirective(Token[] tokens, int index, int depth, PolicyOptions options, PolicyReport report)
    {
        var token = tokens[index];
        var next = index + 1 < tokens.Length ? tokens[index + 1] : default;
        switch (token.Text)
        {
            case "`default_nettype" when next.Text is "none" or "wire" && next.Line == token.Line:
            case "`timescale":
                return depth;
            case "`ifdef" or "`ifndef" or "`elsif":
                if (next.Kind != TokenKind.Identifier || next.Line != token.Line)
                {
                    report.Refuse(token, "conditional", $"{token.Text} needs a plain name on its line.", "write `ifdef SYNTHESIS");
                }
                else if (!options.AllowConditionals && next.Text != Conditionals.OnlyName)
                {
                    report.Refuse(next, "conditional", $"{token.Text} {next.Text} would show different tools different designs.", "only SYNTHESIS may be asked for, and it is defined for every tool");
                }

                return token.Text == "`elsif" ? depth : depth + 1;
            case "`else":
                if (depth == 0) report.Refuse(token, "conditional", "`else without `ifdef.", "remove it");
                return depth;
            case "`endif":
                if (depth == 0) report.Refuse(token, "conditional", "`endif without `ifdef.", "remove it");
                return Math.Max(0, depth - 1);
            case "`include" or "`line" or "`pragma" or "`systemc_header" or "`systemc_implementation" or "`systemc_ctor" or "`systemc_dtor" or "`systemc_interface" or "`systemc_imp_header" or "`verilator_config":
                break;
            default:
                if (options.AllowSimulationConstructs) return depth;
                break;
        }

        report.Refuse(
            token,
            "directive",
            $"The directive or macro {token.Text} is not allowed: what it stands for can not be checked.",
            token.Text is "`define" ? "use localparam or a function" : "write out what it stands for; allowed are `default_nettype none, `timescale, and `ifdef SYNTHESIS");
        return depth;
    }

    private static void CheckKeyword(Token[] tokens, int index, PolicyOptions options, PolicyReport report)
    {
        var token = tokens[index];
        var next = index + 1 < tokens.Length ? tokens[index + 1] : default;
        if (token.Text is "import" or "export" && next.Kind == TokenKind.StringLiteral)
        {
            report.Refuse(token, "dpi", "DPI calls foreign code from the design.", "write the function in SystemVerilog");
            return;
        }

        if (options.AllowSimulationConstructs) return;
        if (token.Text is "initial" or "final" && !options.AllowInitialBlocks)
        {
            report.Refuse(token, "initial", $"A chip has no '{token.Text}' block.", "set state through reset");
        }
        else if (Keywords.Refused.TryGetValue(token.Text, out var reason))
        {
            report.Refuse(token, "keyword", $"'{token.Text}' is not allowed: {reason}.", "write synthesisable SystemVerilog with modules, ports and parameters");
        }
    }

    private static void CheckSymbol(Token[] tokens, int index, PolicyReport report)
    {
        var token = tokens[index];
        if (token.Text == "#" && !IsParameterList(tokens, index))
        {
            report.Refuse(token, "delay", "A delay exists in simulation only.", "count clock cycles with a register");
        }

        if (token.Text == "(" && IsAttribute(tokens, index))
        {
            for (var at = index + 2; at < tokens.Length && !tokens[at].Is(")"); at++)
            {
                var previous = tokens[at - 1];
                var startsName = at == index + 2 || previous.Is(",");
                if (!startsName || HarmlessAttributes.Contains(tokens[at].Text)) continue;
                report.Refuse(tokens[at], "attribute", $"The attribute '{tokens[at].Text}' can make synthesis differ from simulation.", "remove it");
            }
        }
    }

    /// <summary><c>(*</c> opens an attribute unless it is the sensitivity list <c>(*)</c>.</summary>
    private static bool IsAttribute(Token[] tokens, int index) =>
        index + 2 < tokens.Length && tokens[index + 1].Is("*") && tokens[index + 1].Offset == tokens[index].End && !tokens[index + 2].Is(")");

    /// <summary><c>#(</c> behind the name of a module is a parameter list; behind a block label it would be a delay.</summary>
    private static bool IsParameterList(Token[] tokens, int index)
    {
        if (index + 1 >= tokens.Length || !tokens[index + 1].Is("(")) return false;
        var at = index - 1;
        // module name import a::*; import b::c; #(...)
        while (at >= 0 && tokens[at].Is(";"))
        {
            at--;
            while (at >= 0 && (tokens[at].Kind == TokenKind.Identifier || tokens[at].Text is "::" or "*" or ",")) at--;
            if (at < 0 || !tokens[at].Is("import")) return false;
            at--;
            if (at >= 1 && tokens[at].Kind == TokenKind.Identifier && tokens[at - 1].Is("module")) return true;
        }

        return at >= 0 && at == index - 1 && tokens[at].Kind == TokenKind.Identifier && !(at > 0 && tokens[at - 1].Is(":"));
    }

    [GeneratedRegex(@"^/[/*]\s*(verilator|synopsys|synthesis|pragma|cadence|ambit|mentor|xilinx|altera|coverage|vcs|lint_off|lint_on|translate_o(ff|n)|full_case|parallel_case|sv2v|surelog)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ToolComment();
}
