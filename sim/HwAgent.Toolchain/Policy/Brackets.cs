namespace HwAgent.Toolchain.Policy;

/// <summary>Which bracket closes which.</summary>
internal static class Brackets
{
    /// <summary>
    /// For each bracket the index of its partner. An opening one without a partner gets the last index, so that skipping over it ends
    /// the text; a closing one gets -1.
    /// </summary>
    public static int[] Partners(IReadOnlyList<Token> tokens)
    {
        var partners = new int[tokens.Count];
        Array.Fill(partners, -1);
        var open = new Stack<int>();
        for (var index = 0; index < tokens.Count; index++)
        {
            if (tokens[index].Kind != TokenKind.Symbol) continue;
            switch (tokens[index].Text)
            {
                case "(" or "[" or "{":
                    open.Push(index);
                    partners[index] = tokens.Count - 1;
                    break;
                case ")" or "]" or "}" when open.TryPeek(out var opening) && Matches(tokens[opening].Text, tokens[index].Text):
                    open.Pop();
                    partners[opening] = index;
                    partners[index] = opening;
                    break;
            }
        }

        return partners;
    }

    private static bool Matches(string open, string close) => (open, close) is ("(", ")") or ("[", "]") or ("{", "}");
}
