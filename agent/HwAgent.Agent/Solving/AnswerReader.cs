using System.Text.RegularExpressions;
using HwAgent.Agent.Llm;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Solving;

/// <summary>
/// Takes the answer to a task out of a reply: past reasoning, with or without fences, alone or among other modules, whole or as the
/// continuation of a given header. What had to be overlooked is counted; where an answer would have to be guessed, there is none.
/// </summary>
internal static partial class AnswerReader
{
    /// <summary>The answer, or why there is none.</summary>
    public static RtlAnswer Read(ChatReply reply, RtlTask task)
    {
        var trouble = new List<string>();
        var missing = ReplyParser.Answer(reply, out var text);
        if (text.Length != reply.Text.ReplaceLineEndings("\n").Trim('\n', ' ', '\t').Length) trouble.Add(TroubleKinds.Reasoning);
        if (missing is not null) return None(missing, missing.Code.Replace("reply.", "", StringComparison.Ordinal), trouble);

        var cut = reply.FinishReason == "length";
        var modules = RtlReply.All(text);
        var answer = modules.Any(m => m.Name == task.Module) ? Pick(modules, task.Module, trouble) : Continue(text, modules, task, cut, trouble);
        if (answer.Code is null) return answer;
        if (ReplyText.Blocks(text).Count == 0) trouble.Add(TroubleKinds.NoFence);
        if (cut) trouble.Add(TroubleKinds.TruncatedAfterAnswer);
        return answer;
    }

    /// <summary>The module asked for, in its last version, and what it instantiates.</summary>
    private static RtlAnswer Pick(List<FoundModule> modules, string top, List<string> trouble)
    {
        // A model that thinks aloud writes a draft first; what it says last is its answer.
        var last = modules.GroupBy(m => m.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var needed = Needed(last, top);
        if (needed.FirstOrDefault(m => !m.IsComplete) is { } open)
        {
            return None(Error("reply.truncated", $"Module {open.Name} has no 'endmodule': the reply ends at '{ReplyText.LastLine(open.Text)}'.", "Answer again with the whole module; leave explanations out so that it fits."),
                TroubleKinds.Truncated, trouble);
        }

        if (last.Count > 1) trouble.Add(TroubleKinds.SeveralModules);
        if (modules.Where(m => m.Name == top).Select(m => m.Text.Trim()).Distinct(StringComparer.Ordinal).Count() > 1) trouble.Add(TroubleKinds.SeveralAnswers);
        return new RtlAnswer(string.Join("\n", needed.Select(m => m.Text.Trim('\n') + "\n")), [], trouble);
    }

    /// <summary>The modules that a module is made of, in the order of the reply, itself last.</summary>
    private static List<FoundModule> Needed(Dictionary<string, FoundModule> modules, string top)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { top };
        var waiting = new Queue<string>([top]);
        while (waiting.TryDequeue(out var name))
        {
            var words = Word().Matches(RtlReply.Blank(modules[name].Text)).Select(w => w.Value).ToHashSet(StringComparer.Ordinal);
            foreach (var other in modules.Keys.Where(m => words.Contains(m) && needed.Add(m)).ToList()) waiting.Enqueue(other);
        }

        return [.. modules.Values.Where(m => m.Name != top && needed.Contains(m.Name)), modules[top]];
    }

    /// <summary>A reply without the module asked for may go on with its body, the header of which was given; modules of its own may follow.</summary>
    private static RtlAnswer Continue(string text, List<FoundModule> modules, RtlTask task, bool cut, List<string> trouble)
    {
        var code = Code(text);
        var end = EndModule().Match(RtlReply.Blank(code));
        var body = end.Success ? code[..(end.Index + end.Length)] : code.TrimEnd();
        if (task.Header is null || !Statement().IsMatch(body) || RtlReply.All(body).Count > 0) return NoModule(modules, task, cut, trouble);
        if (!end.Success && cut)
            return None(Error("reply.truncated", $"The module has no 'endmodule': the reply ends at '{ReplyText.LastLine(body)}'.", "Answer again with the whole module; leave explanations out so that it fits."), TroubleKinds.Truncated, trouble);
        trouble.Add(TroubleKinds.ContinuedHeader);
        var whole = new FoundModule(task.Module, $"{task.Header.TrimEnd()}\n{body.TrimStart('\n')}{(end.Success ? "" : "\nendmodule")}", 1, IsComplete: true);
        return Pick([.. end.Success ? RtlReply.All(code[body.Length..]) : [], whole], task.Module, trouble);
    }

    private static RtlAnswer NoModule(List<FoundModule> modules, RtlTask task, bool cut, List<string> trouble)
    {
        if (modules.Count > 0)
        {
            var names = string.Join(", ", modules.Select(m => m.Name).Distinct(StringComparer.Ordinal));
            return None(Error("reply.no-module", $"The reply defines {names}, but not module {task.Module}.", $"Name the module {task.Module}."), TroubleKinds.WrongModule, trouble);
        }

        return cut
            ? None(Error("reply.truncated", "The reply ended before the module began.", "Write the module first and keep explanations short."), TroubleKinds.Truncated, trouble)
            : None(Error("reply.no-module", "The reply holds no SystemVerilog module.", $"Answer with the whole of module {task.Module} in one ```systemverilog block, from 'module' to 'endmodule'."), TroubleKinds.NoCode, trouble);
    }

    /// <summary>What is in fences; without any, everything from the first line that reads as code.</summary>
    private static string Code(string text)
    {
        var blocks = ReplyText.Blocks(text).Where(RtlReply.IsVerilog).ToList();
        if (blocks.Count > 0) return string.Join('\n', blocks.Select(b => b.Text));
        var start = Statement().Match(text);
        return start.Success ? text[start.Index..] : text;
    }

    private static RtlAnswer None(Diagnostic why, string kind, List<string> trouble) => new(null, [why], [.. trouble, kind]);

    private static Diagnostic Error(string code, string message, string advice) => ReplyParser.Error(code, message, advice);

    [GeneratedRegex(@"(?<![\w$`.])[A-Za-z_][A-Za-z0-9_$]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\bendmodule\b")]
    private static partial Regex EndModule();

    // A line of code inside a module: how it begins, with what prose does not have there, or how it ends.
    [GeneratedRegex(@"^(?>[ \t]*)(?://|/\*|`|assign\s+[\w{\[]|always(?:_ff|_comb|_latch)?\s*(?:@|begin|\w+\s*=)|(?:localparam|parameter|function|typedef|generate|initial)\b|endmodule\b|[^\n]*(?:;|\(|\bbegin)[ \t]*$)", RegexOptions.Multiline)]
    private static partial Regex Statement();
}
