using System.Text.RegularExpressions;

namespace HwAgent.Agent.Llm;

/// <summary>The parts of a model's text that answer the question: reasoning removed, fenced blocks found.</summary>
internal static partial class ReplyText
{
    /// <summary>The text without reasoning.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="unfinished">True when reasoning began and never ended: the answer is missing.</param>
    public static string WithoutReasoning(string text, out bool unfinished)
    {
        unfinished = false;
        text = ClosedReasoning().Replace(WellFormed(text.ReplaceLineEndings("\n")), "");

        // Some chat templates open the tag in the prompt, so only its end is in the reply.
        var end = ReasoningEnd().Matches(text).LastOrDefault();
        if (end is not null) text = text[(end.Index + end.Length)..];
        var begin = ReasoningBegin().Match(text);
        if (begin.Success)
        {
            unfinished = true;
            text = text[..begin.Index];
        }

        return text.Trim('\n', ' ', '\t');
    }

    /// <summary>Fenced blocks in order; the last may lack its end.</summary>
    public static IReadOnlyList<FencedBlock> Blocks(string text)
    {
        var blocks = new List<FencedBlock>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var open = FenceOpen().Match(lines[i]);
            if (!open.Success) continue;
            var fence = open.Groups[1].Value;
            var start = i + 1;
            var end = Array.FindIndex(lines, start, line => line.Trim() == fence);
            var stop = end < 0 ? lines.Length : end;
            blocks.Add(new FencedBlock(open.Groups[2].Value.ToLowerInvariant(), string.Join('\n', lines[start..stop]), start + 1, end >= 0));
            i = stop;
        }

        return blocks;
    }

    /// <summary>The end of a text, short enough for a message.</summary>
    public static string LastLine(string text)
    {
        var line = text.TrimEnd().Split('\n')[^1].Trim();
        return line.Length <= 80 ? line : "... " + line[^80..];
    }

    /// <summary>The text without halves of surrogate pairs: they are no characters, and neither JSON nor a file can hold them.</summary>
    public static string WellFormed(string text) => Surrogate().Replace(text, match => match.Length == 2 ? match.Value : "\ufffd");

    [GeneratedRegex(@"[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")]
    private static partial Regex Surrogate();

    [GeneratedRegex(@"<(think|thinking|reasoning)>.*?</\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex ClosedReasoning();

    // At a line's start only: the answer itself may well speak of such tags.
    [GeneratedRegex(@"^[ \t]*</(think|thinking|reasoning)>", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex ReasoningEnd();

    [GeneratedRegex(@"^[ \t]*<(think|thinking|reasoning)>", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex ReasoningBegin();

    [GeneratedRegex(@"^\s*(`{3,}|~{3,})\s*([A-Za-z+#-]*)[^`]*$")]
    private static partial Regex FenceOpen();
}
