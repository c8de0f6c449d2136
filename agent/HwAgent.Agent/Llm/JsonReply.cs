using System.Text.Json;
using System.Text.RegularExpressions;

namespace HwAgent.Agent.Llm;

/// <summary>Finds the JSON object in the text of a reply.</summary>
internal static partial class JsonReply
{
    private const string Advice = "Answer with exactly one JSON object in a ```json block, complete, without comments and without trailing commas.";

    /// <param name="text">The reply without reasoning.</param>
    /// <param name="cut">Whether the reply reached the token limit.</param>
    public static Parsed<JsonDocument> Find(string text, bool cut)
    {
        var fenced = ReplyText.Blocks(text).Where(b => b.Language is "json" or "" && b.Text.TrimStart().StartsWith('{')).ToList();
        var candidates = fenced.Count > 0 ? fenced.Select(b => (b.Text, b.Line)).ToList() : Objects(text);
        var found = new List<JsonDocument>();
        (JsonException Error, string Text, int Line)? broken = null;
        foreach (var (candidate, line) in candidates)
        {
            try
            {
                found.Add(ModelJson.Parse(candidate));
            }
            catch (JsonException e)
            {
                // The longest is the one that was meant: prose has short braces.
                if (broken is null || candidate.Length > broken.Value.Text.Length) broken = (e, candidate, line);
            }
        }

        // A model that repeats its answer word for word has still given one answer.
        var distinct = found.DistinctBy(d => d.RootElement.GetRawText()).ToList();
        if (distinct.Count == 1 && (fenced.Count == 0 || broken is null)) return new Parsed<JsonDocument>(distinct[0], []);
        if (distinct.Count > 1)
            return ReplyParser.Failed<JsonDocument>(ReplyParser.Error("reply.several-objects", $"The reply holds {distinct.Count} different JSON objects, so it is not clear which one is the answer.", Advice));
        if (broken is { } b) return ReplyParser.Failed<JsonDocument>(Explain(b.Error, b.Text, b.Line, cut));
        return ReplyParser.Failed<JsonDocument>(ReplyParser.Error("reply.no-json", "The reply holds no JSON object.", Advice));
    }

    private static Core.Diagnostics.Diagnostic Explain(JsonException error, string text, int line, bool cut)
    {
        var at = line + (int)(error.LineNumber ?? 0);
        if (cut || !IsBalanced(text))
            return ReplyParser.Error("reply.truncated", $"The JSON object is cut off: its last line is '{ReplyText.LastLine(text)}'.", "Answer again with the whole object; keep it short enough to be complete.", at);
        var comma = TrailingComma().Match(text);
        if (comma.Success)
            return ReplyParser.Error("reply.no-json", $"The JSON object has a trailing comma before '{comma.Groups[1].Value}'.", Advice, line + text[..comma.Index].Count(c => c == '\n'));
        var where = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return ReplyParser.Error("reply.no-json", $"The JSON object is malformed: {(where < 0 ? error.Message : error.Message[..where])}", Advice, at);
    }

    /// <summary>Every outermost brace pair of the text, and an unfinished one at its end.</summary>
    private static List<(string Text, int Line)> Objects(string text)
    {
        var objects = new List<(string, int)>();
        var start = text.IndexOf('{');
        while (start >= 0)
        {
            var length = BalancedLength(text.AsSpan(start));
            var end = length < 0 ? text.Length : start + length;
            objects.Add((text[start..end], text[..start].Count(c => c == '\n') + 1));
            start = text.IndexOf('{', end);
        }

        return objects;
    }

    private static bool IsBalanced(string text) => BalancedLength(text.AsSpan(text.IndexOf('{'))) >= 0;

    /// <summary>Length up to the brace that closes the first; -1 when none does. Braces in strings do not count.</summary>
    private static int BalancedLength(ReadOnlySpan<char> text)
    {
        var (depth, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '\\') i++;
            else if (c == '"') quoted = !quoted;
            else if (!quoted && c == '{') depth++;
            else if (!quoted && c == '}' && --depth == 0) return i + 1;
        }

        return -1;
    }

    [GeneratedRegex(@",\s*([}\]])")]
    private static partial Regex TrailingComma();
}
