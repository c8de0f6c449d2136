using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;

namespace HwAgent.Agent.Llm;

/// <summary>Finds the SystemVerilog modules in the text of a reply.</summary>
internal static partial class RtlReply
{
    private static readonly string[] Languages = ["verilog", "systemverilog", "sv", "v", "svh", ""];

    /// <param name="text">The reply without reasoning.</param>
    /// <param name="top">The module that was asked for.</param>
    /// <param name="cut">Whether the reply reached the token limit.</param>
    public static Parsed<RtlDesign> Find(string text, string top, bool cut)
    {
        var advice = $"Answer with the whole of module {top} in one ```systemverilog block, from 'module' to 'endmodule'.";
        var modules = All(text);
        if (modules.Count == 0)
        {
            return ReplyParser.Failed<RtlDesign>(cut
                ? ReplyParser.Error("reply.truncated", "The reply ended before the first module began.", "Write the module first and keep explanations short.")
                : ReplyParser.Error("reply.no-module", "The reply holds no SystemVerilog module.", advice));
        }

        if (modules.FirstOrDefault(m => !m.IsComplete) is { } open)
        {
            return ReplyParser.Failed<RtlDesign>(ReplyParser.Error("reply.truncated",
                $"Module {open.Name} has no 'endmodule': the reply ends at '{ReplyText.LastLine(open.Text)}'.", "Answer again with the whole module; leave explanations out so that it fits.", open.Line));
        }

        // The same module twice, word for word, is one module; two versions are a question.
        var distinct = modules.DistinctBy(m => (m.Name, m.Text.Trim())).ToList();
        if (distinct.GroupBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return ReplyParser.Failed<RtlDesign>(ReplyParser.Error("reply.several-modules",
                $"Module {twice.Key} is defined {twice.Count()} times, differently, so it is not clear which one is the answer.", $"Answer with one definition of {twice.Key} only.", twice.Last().Line));
        }

        if (distinct.All(m => m.Name != top))
        {
            return ReplyParser.Failed<RtlDesign>(ReplyParser.Error("reply.no-module",
                $"The reply defines {string.Join(", ", distinct.Select(m => m.Name))}, but not module {top}.", $"Name the module {top}, with the ports of its contract.", distinct[0].Line));
        }

        var sources = distinct.OrderBy(m => m.Name == top).Select(m => new RtlSource(m.Name + ".sv", m.Text.Trim('\n') + "\n")).ToList();
        IReadOnlyList<Diagnostic> notes = cut
            ? [new Diagnostic("model", DiagnosticSeverity.Note, "reply.truncated", "The reply reached the token limit after its modules were complete.")]
            : [];
        return new Parsed<RtlDesign>(new RtlDesign(top, sources), notes);
    }

    /// <summary>Every module in the text, in its order; only those in fenced blocks where a block holds one.</summary>
    public static List<FoundModule> All(string text)
    {
        var blocks = ReplyText.Blocks(text).Where(b => IsVerilog(b) && Header().IsMatch(Blank(b.Text))).ToList();
        return blocks.Count > 0 ? blocks.SelectMany(b => Modules(b.Text, b.Line, fenced: true)).ToList() : Modules(text, 1, fenced: false);
    }

    /// <summary>Whether a fence's language is one that Verilog is written under, or none.</summary>
    public static bool IsVerilog(FencedBlock block) => Languages.Contains(block.Language);

    private static List<FoundModule> Modules(string text, int firstLine, bool fenced)
    {
        var blank = Blank(text);
        var modules = new List<FoundModule>();
        var from = 0;
        var header = Header().Match(blank);
        while (header.Success)
        {
            var end = EndModule().Match(blank, header.Index);
            var stop = end.Success ? end.Index + end.Length : text.Length;

            // Directives and comments before a module belong to it; outside a fence, what precedes may be prose.
            var start = fenced ? from : header.Index;
            var line = firstLine + text[..header.Index].Count(c => c == '\n');
            modules.Add(new FoundModule(header.Groups["name"].Value, text[start..stop], line, end.Success));
            from = stop;
            header = Header().Match(blank, stop);
        }

        return modules;
    }

    /// <summary>The text with comments and strings replaced by blanks of the same length, so that words in them are not found.</summary>
    public static string Blank(string text) =>
        CommentOrString().Replace(text, match => string.Create(match.Length, match.Value, static (span, value) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = value[i] == '\n' ? '\n' : ' ';
        }));

    // At a line's start and followed by what a header has, because prose speaks of modules as well.
    [GeneratedRegex(@"^[ \t]*module\s+(?:automatic\s+|static\s+)?(?<name>[A-Za-z_][A-Za-z0-9_$]*)\s*(?:#|\(|;|import\b|$(?![\s\S]*\S))", RegexOptions.Multiline)]
    private static partial Regex Header();

    [GeneratedRegex(@"\bendmodule\b(?:[ \t]*:[ \t]*[A-Za-z_][A-Za-z0-9_$]*)?")]
    private static partial Regex EndModule();

    [GeneratedRegex(@"//[^\n]*|/\*[\s\S]*?(?:\*/|$(?![\s\S]))|""(?:\\.|[^""\\\n])*""")]
    private static partial Regex CommentOrString();
}
