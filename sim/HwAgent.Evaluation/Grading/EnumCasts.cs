using System.Text;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Evaluation.Grading;

/// <summary>
/// Writes casts to an enumeration, which Icarus 11 does not know, as casts to its width: <c>State'(x)</c> becomes <c>4'(x)</c>, and
/// variables of the type become vectors. The values are the same (IEEE 1800-2017, 6.19.3: a cast keeps the bits), lines and columns
/// of the rest too. Only types whose base is an explicit vector are touched, and texts without such a cast stay as they are.
/// </summary>
public static class EnumCasts
{
    /// <summary>The text as Icarus 11 accepts it.</summary>
    public static string Rewrite(string text)
    {
        if (!text.Contains("enum", StringComparison.Ordinal) || !text.Contains("'(", StringComparison.Ordinal)) return text;
        var tokens = Lexer.Tokenize(text).Where(static token => token.Kind != TokenKind.Comment).ToArray();
        var types = Types(tokens);
        bool IsCast(int at) => types.ContainsKey(tokens[at].Text) && at + 2 < tokens.Length && tokens[at + 1].Is("'") && tokens[at + 2].Is("(");
        var cast = Enumerable.Range(0, tokens.Length).Where(IsCast).Select(at => tokens[at].Text).ToHashSet(StringComparer.Ordinal);
        if (cast.Count == 0) return text;

        var result = new StringBuilder();
        var copied = 0;
        for (var at = 0; at < tokens.Length; at++)
        {
            if (tokens[at].Kind != TokenKind.Identifier || !cast.Contains(tokens[at].Text)) continue;
            var (type, width) = types[tokens[at].Text];
            // The definition itself keeps its name; everywhere else the name is a cast or a declaration.
            var shown = IsCast(at) ? width : at + 1 < tokens.Length && tokens[at + 1].Kind == TokenKind.Identifier ? type : null;
            if (shown is null) continue;
            result.Append(text, copied, tokens[at].Offset - copied).Append(shown);
            copied = tokens[at].End;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Of each <c>typedef enum logic [L:R] {...} name;</c> the vector type and the width.</summary>
    private static Dictionary<string, (string Type, string Width)> Types(Token[] tokens)
    {
        var types = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        for (var at = 0; at + 9 < tokens.Length; at++)
        {
            if (!tokens[at].Is("enum") || tokens[at + 1].Text is not ("logic" or "reg" or "bit") || !tokens[at + 2].Is("[")) continue;
            if (!tokens[at + 4].Is(":") || !tokens[at + 6].Is("]") || !tokens[at + 7].Is("{")) continue;
            if (!int.TryParse(tokens[at + 3].Text, out var left) || !int.TryParse(tokens[at + 5].Text, out var right)) continue;
            var close = Array.FindIndex(tokens, at + 7, static token => token.Is("}"));
            if (close < 0 || close + 1 >= tokens.Length || tokens[close + 1].Kind != TokenKind.Identifier) continue;
            types[tokens[close + 1].Text] = ($"{tokens[at + 1].Text} [{left}:{right}]", (Math.Abs(left - right) + 1).ToString());
        }

        return types;
    }
}
