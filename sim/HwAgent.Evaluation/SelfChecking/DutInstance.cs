using HwAgent.Toolchain.Policy;

namespace HwAgent.Evaluation.SelfChecking;

/// <summary>Where a testbench instantiates the design under test.</summary>
/// <param name="Start">0-based position of the module's name.</param>
/// <param name="End">Position behind the semicolon.</param>
/// <param name="Parameters"><c>#(...)</c>, or empty.</param>
/// <param name="Connections">In the order of the text.</param>
internal sealed record DutInstance(int Start, int End, string Parameters, IReadOnlyList<DutConnection> Connections)
{
    /// <summary>The only instance of a module in a text; null when there is none, there are several, or it is connected by <c>.*</c>.</summary>
    public static DutInstance? Find(string text, string module)
    {
        var tokens = Lexer.Tokenize(text).Where(static token => token.Kind != TokenKind.Comment).ToArray();
        var found = Enumerable.Range(0, tokens.Length).Select(at => Read(text, tokens, at, module)).Where(static read => read.IsInstance).ToArray();
        return found is [var only] ? only.Instance : null;
    }

    private static (bool IsInstance, DutInstance? Instance) Read(string text, Token[] tokens, int at, string module)
    {
        if (tokens[at].Kind != TokenKind.Identifier || tokens[at].Text != module || (at > 0 && tokens[at - 1].Text is "module" or "macromodule")) return default;
        var next = at + 1;
        var parameters = string.Empty;
        if (Is(tokens, next, "#") && Is(tokens, next + 1, "("))
        {
            var close = Close(tokens, next + 1);
            if (close < 0) return default;
            parameters = text[tokens[next].Offset..tokens[close].End];
            next = close + 1;
        }

        if (next >= tokens.Length || tokens[next].Kind != TokenKind.Identifier || !Is(tokens, next + 1, "(")) return default;
        var end = Close(tokens, next + 1);
        if (end < 0 || !Is(tokens, end + 1, ";")) return default;
        var connections = Split(tokens, next + 2, end).Select(item => Connection(text, tokens, item.Start, item.End)).ToArray();
        return (true, connections.Contains(null) ? null : new DutInstance(tokens[at].Offset, tokens[end + 1].End, parameters, [.. connections.OfType<DutConnection>()]));
    }

    private static DutConnection? Connection(string text, Token[] tokens, int start, int end)
    {
        if (!Is(tokens, start, ".")) return start < end ? new DutConnection(null, text[tokens[start].Offset..tokens[end - 1].End], tokens[start].Offset, tokens[end - 1].End) : null;
        if (start + 1 >= end || tokens[start + 1].Kind != TokenKind.Identifier) return null;
        var name = tokens[start + 1];
        // ".name" alone is ".name(name)", and has no expression to replace.
        if (!Is(tokens, start + 2, "(")) return null;
        var close = Close(tokens, start + 2);
        var (from, to) = (tokens[start + 2].End, tokens[close].Offset);
        return new DutConnection(name.Text, text[from..to].Trim(), from, to);
    }

    /// <summary>Items between commas, as half-open ranges.</summary>
    private static IEnumerable<(int Start, int End)> Split(Token[] tokens, int start, int end)
    {
        var from = start;
        for (var at = start; at < end; at++)
        {
            if (tokens[at].Text is "(" or "[" or "{" && tokens[at].Kind == TokenKind.Symbol) at = Close(tokens, at);
            else if (tokens[at].Is(","))
            {
                yield return (from, at);
                from = at + 1;
            }
        }

        if (from < end) yield return (from, end);
    }

    private static bool Is(Token[] tokens, int at, string text) => at < tokens.Length && tokens[at].Is(text);

    /// <summary>Index of the bracket that closes the one at <paramref name="open"/>; -1 when none does.</summary>
    internal static int Close(Token[] tokens, int open)
    {
        var depth = 0;
        for (var at = open; at < tokens.Length; at++)
        {
            if (tokens[at].Kind != TokenKind.Symbol) continue;
            if (tokens[at].Text is "(" or "[" or "{") depth++;
            else if (tokens[at].Text is ")" or "]" or "}" && --depth == 0) return at;
        }

        return -1;
    }
}
