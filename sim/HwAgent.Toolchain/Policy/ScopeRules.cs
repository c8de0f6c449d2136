namespace HwAgent.Toolchain.Policy;

/// <summary>
/// Rules that need scopes: names with dots, calls and instances. Sound rather than complete: a dot is a struct member only when its
/// base was declared with a struct type in a scope around it; a call must meet a function of the same module or of the file; an
/// instance must name a known module. Everything else could resolve upwards, into the testbench (IEEE 1800-2017, 23.6 to 23.8).
/// </summary>
internal sealed class ScopeRules
{
    private readonly IReadOnlyList<Token> tokens;
    private readonly IReadOnlySet<string> modules;
    private readonly PolicyReport report;
    private readonly int[] partner;
    private readonly HashSet<int> instanceNames = [];
    private readonly HashSet<string> structTypes = new(StringComparer.Ordinal);
    private readonly HashSet<string> fileFunctions = new(StringComparer.Ordinal);
    private readonly Stack<HashSet<string>> scopes = new();

    private ScopeRules(IReadOnlyList<Token> tokens, IReadOnlySet<string> modules, PolicyReport report)
    {
        this.tokens = tokens;
        this.modules = modules;
        this.report = report;
        partner = Brackets.Partners(tokens);
    }

    public static void Check(IReadOnlyList<Token> tokens, PolicyOptions options, IReadOnlySet<string> modules, PolicyReport report)
    {
        var rules = new ScopeRules(tokens, modules, report);
        rules.FindStructTypes();
        rules.CheckInstances(options.AllowUnknownModules);
        rules.CheckDots(options.AllowGenerateReferences);
        rules.CheckCalls();
    }

    private bool Is(int index, string text) => index >= 0 && index < tokens.Count && tokens[index].Is(text);

    private bool IsName(int index) => index >= 0 && index < tokens.Count && tokens[index].Kind == TokenKind.Identifier;

    private bool IsOpening(int index) => Is(index, "(") || Is(index, "[") || Is(index, "{");

    /// <summary>The index behind any number of <c>[...]</c>.</summary>
    private int SkipSelects(int index)
    {
        while (Is(index, "[")) index = partner[index] + 1;
        return index;
    }

    private void FindStructTypes()
    {
        for (var index = 0; index < tokens.Count; index++)
        {
            if (Is(index, "struct") || Is(index, "union"))
            {
                // typedef struct packed {...} name_t;
                var at = index + 1;
                while (at < tokens.Count && !Is(at, "{") && !Is(at, ";")) at++;
                if (Is(at, "{") && IsName(SkipSelects(partner[at] + 1)) && IsTypedef(index)) structTypes.Add(tokens[SkipSelects(partner[at] + 1)].Text);
            }
        }
    }

    private bool IsTypedef(int index) => Is(index - 1, "typedef");

    private void CheckInstances(bool allowUnknown)
    {
        for (var index = 0; index < tokens.Count; index++)
        {
            if (!IsName(index) || Is(index - 1, ".") || Is(index - 1, "::") || InFunctionHeader(index)) continue;
            if (Is(index - 1, "module") || Is(index - 1, "macromodule") || Is(index - 2, "module")) continue;
            var at = index + 1;
            if (Is(at, "#") && Is(at + 1, "(")) at = partner[at + 1] + 1;
            if (!IsName(at)) continue;
            var name = at;
            at = SkipSelects(at + 1);
            if (!Is(at, "(")) continue;
            if (!modules.Contains(tokens[index].Text) && !allowUnknown)
            {
                report.Refuse(tokens[index], "unknown-module", $"The module '{tokens[index].Text}' is neither defined here nor given.", "define it in the same file, or write its logic in place");
            }

            // Further instances of the same module after commas.
            while (true)
            {
                instanceNames.Add(name);
                at = partner[at] + 1;
                if (!Is(at, ",") || !IsName(at + 1) || !Is(SkipSelects(at + 2), "(")) break;
                name = at + 1;
                at = SkipSelects(at + 2);
            }
        }
    }

    /// <summary>Whether a name stands between <c>function</c> or <c>task</c> and the parenthesis or semicolon that ends its heading.</summary>
    private bool InFunctionHeader(int index)
    {
        for (var at = index - 1; at >= 0 && index - at < 24; at--)
        {
            if (Is(at, "function") || Is(at, "task")) return true;
            if (Is(at, ";") || Is(at, "(") || Is(at, ")") || Is(at, "begin") || Is(at, "end") || Is(at, "=")) return false;
        }

        return false;
    }

    private void CheckDots(bool allowGenerateReferences)
    {
        scopes.Push(new HashSet<string>(StringComparer.Ordinal));
        for (var index = 0; index < tokens.Count; index++)
        {
            var token = tokens[index];
            if (token.Kind == TokenKind.Keyword)
            {
                // The label belongs to the scope around its block.
                if (allowGenerateReferences && token.Text == "begin" && Is(index + 1, ":") && IsName(index + 2)) scopes.Peek().Add(tokens[index + 2].Text);
                if (token.Text is "module" or "macromodule" or "package" or "function" or "task" or "begin" or "generate") scopes.Push(new HashSet<string>(StringComparer.Ordinal));
                else if (token.Text is "endmodule" or "endpackage" or "endfunction" or "endtask" or "end" or "endgenerate" && scopes.Count > 1) scopes.Pop();
                else if (token.Text is "struct" or "union" && !IsTypedef(index)) DeclareInlineStruct(index);
            }
            else if (token.Kind == TokenKind.Identifier && structTypes.Contains(token.Text) && !Is(index - 1, "."))
            {
                Declare(SkipSelects(index + 1));
            }
            else if (token.Is("."))
            {
                CheckDot(index);
            }
        }
    }

    private void DeclareInlineStruct(int index)
    {
        var at = index + 1;
        while (at < tokens.Count && !Is(at, "{") && !Is(at, ";")) at++;
        if (Is(at, "{")) Declare(SkipSelects(partner[at] + 1));
    }

    /// <summary>Declares the variables of a list <c>a, b[2], c = 0;</c>; a name before a parenthesis is an instance or a function.</summary>
    private void Declare(int at)
    {
        while (IsName(at))
        {
            var name = at;
            at = SkipSelects(at + 1);
            if (Is(at, "(")) return;
            scopes.Peek().Add(tokens[name].Text);
            if (Is(at, "="))
            {
                while (at < tokens.Count && !Is(at, ",") && !Is(at, ";") && !Is(at, ")")) at = IsOpening(at) ? partner[at] + 1 : at + 1;
            }

            if (!Is(at, ",")) return;
            at++;
        }
    }

    private void CheckDot(int index)
    {
        // .name(...), .name and .* in the list of an instance or of its parameters
        if (Is(index - 1, "(") || Is(index - 1, ",")) return;

        var at = index - 1;
        while (true)
        {
            while (Is(at, "]") && partner[at] >= 0) at = partner[at] - 1;
            if (IsName(at) && Is(at - 1, ".") && !Is(at - 2, "(") && !Is(at - 2, ",")) at -= 2;
            else break;
        }

        if (IsName(at) && (Is(at - 1, "::") || scopes.Any(scope => scope.Contains(tokens[at].Text)))) return;
        var what = IsName(at) ? $"'{tokens[at].Text}.{(index + 1 < tokens.Count ? tokens[index + 1].Text : string.Empty)}'" : "A dot here";
        report.Refuse(
            tokens[index],
            "hierarchical-reference",
            $"{what} reaches into another scope: its base is no variable of a struct type declared before it in this scope.",
            "pass what you need through ports or a vector; for a struct, declare the variable first");
    }

    private void CheckCalls()
    {
        var own = fileFunctions;
        for (var index = 0; index < tokens.Count; index++)
        {
            if (Is(index, "module") || Is(index, "macromodule") || Is(index, "package")) own = [.. fileFunctions, .. FunctionsUntil(index, tokens[index].Text == "package" ? "endpackage" : "endmodule")];
            else if (Is(index, "endmodule") || Is(index, "endpackage")) own = fileFunctions;
            else if (FunctionName(index) is { } name && ReferenceEquals(own, fileFunctions)) fileFunctions.Add(name);

            if (IsTaskStatement(index) && !own.Contains(tokens[index].Text))
            {
                report.Refuse(tokens[index], "unknown-function", $"'{tokens[index].Text}' is called but is no task of this module; the name could resolve outside.", "define the task in the same module");
                continue;
            }

            if (DisablesStranger(index))
            {
                report.Refuse(tokens[index], "unknown-block", $"'{tokens[index].Text}' is disabled but is no labelled block of this file; the name could resolve outside.", "leave loops by their condition");
            }

            if (!IsName(index) || !Is(index + 1, "(") || instanceNames.Contains(index) || InFunctionHeader(index)) continue;
            if (Is(index - 1, "::") || Is(index - 1, "module") || Is(index - 2, "module") || IsConnection(index) || IsGate(index) || own.Contains(tokens[index].Text)) continue;
            report.Refuse(tokens[index], "unknown-function", $"'{tokens[index].Text}' is called but is no function of this module; the name could resolve outside.", "define the function in the same module");
        }
    }

    /// <summary>
    /// Whether a name is a statement by itself, <c>begin name; end</c>: the call of a task without arguments. Whatever does not declare
    /// the name and is no expression counts as one.
    /// </summary>
    private bool IsTaskStatement(int index)
    {
        if (!IsName(index) || !Is(index + 1, ";") || index == 0) return false;
        var before = tokens[index - 1];
        return before.Kind switch
        {
            TokenKind.Keyword => !Keywords.BeforeNames.Contains(before.Text),
            // "begin : label name;" and "@clk name;"; otherwise the name before is a type.
            TokenKind.Identifier => Is(index - 2, "@") || (Is(index - 2, ":") && tokens[index - 3].Kind == TokenKind.Keyword),
            TokenKind.Symbol => before.Text is ";" or ")" || (before.Text == "*" && Is(index - 2, "@")) || (before.Text == ":" && !InConditional(index - 1)),
            _ => true,
        };
    }

    /// <summary>Whether a name is disabled that is no labelled block of this text: it could be one of the testbench.</summary>
    private bool DisablesStranger(int index) =>
        IsName(index) && Is(index - 1, "disable") && !Enumerable.Range(0, tokens.Count - 2).Any(at => Is(at, "begin") && Is(at + 1, ":") && IsName(at + 2) && tokens[at + 2].Text == tokens[index].Text);

    /// <summary>Whether a colon belongs to <c>a ? b : c</c> rather than to a label of a case.</summary>
    private bool InConditional(int colon)
    {
        for (var at = colon - 1; at >= 0; at--)
        {
            if (tokens[at].Text is ";" or "begin" or "end" or "case" or "casez" or "casex" or "endcase" or "else") return false;
            if (Is(at, "?")) return true;
            if (partner[at] >= 0 && partner[at] < at) at = partner[at];
        }

        return false;
    }

    private bool IsConnection(int index) => Is(index - 1, ".") && (Is(index - 2, "(") || Is(index - 2, ","));

    /// <summary>Whether a name is that of a gate, as in <c>; and g (y, a, b)</c>. In <c>@(a or f(b))</c> it is not.</summary>
    private bool IsGate(int index)
    {
        if (index < 2 || tokens[index - 1].Kind != TokenKind.Keyword || tokens[index - 1].Text is not ("and" or "nand" or "or" or "nor" or "xor" or "xnor" or "buf" or "not")) return false;
        var before = tokens[index - 2];
        return before.Text is ";" or "begin" or "end" or "generate" or "endgenerate" or "else" or "endfunction" || (IsName(index - 2) && Is(index - 3, ":"));
    }

    private HashSet<string> FunctionsUntil(int start, string end)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = start; index < tokens.Count && !Is(index, end); index++)
        {
            if (FunctionName(index) is { } name) names.Add(name);
        }

        return names;
    }

    /// <summary>At <c>function</c> or <c>task</c>: the name that is declared.</summary>
    private string? FunctionName(int index)
    {
        if (!Is(index, "function") && !Is(index, "task")) return null;
        var at = index + 1;
        while (at < tokens.Count && !Is(at, "(") && !Is(at, ";")) at = Is(at, "[") ? partner[at] + 1 : at + 1;
        return IsName(at - 1) ? tokens[at - 1].Text : null;
    }
}
