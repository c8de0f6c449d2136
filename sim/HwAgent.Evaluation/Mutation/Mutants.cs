using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Evaluation.Mutation;

/// <summary>
/// Makes faulty copies of a module, one fault each, by exchanging tokens: operators, constants, terms, edges, the sense of conditions and
/// resets (the operators of mutation testing, DeMillo et al. 1978, for hardware). Some mutants behave as the original does.
/// </summary>
public static partial class Mutants
{
    private static readonly Dictionary<string, string> Operators = new(StringComparer.Ordinal)
    {
        ["&"] = "|", ["|"] = "&", ["^"] = "|", ["&&"] = "||", ["||"] = "&&", ["+"] = "-", ["-"] = "+", ["=="] = "!=", ["!="] = "==",
        ["<"] = ">=", [">"] = "<", [">="] = ">", ["<<"] = ">>", [">>"] = "<<", ["~"] = "", ["!"] = "",
    };

    /// <summary>Mutants of a text, in the order of their places.</summary>
    /// <param name="text">SystemVerilog.</param>
    /// <param name="maximum">At most so many: chosen by a hash, so the same every time, and every kind is represented first.</param>
    public static IReadOnlyList<Mutant> Of(string text, int maximum)
    {
        var tokens = Join(Lexer.Tokenize(text).Where(static token => token.Kind != TokenKind.Comment));
        var all = All(text, tokens).DistinctBy(static mutant => mutant.Text).Where(mutant => mutant.Text != text).ToArray();
        var chosen = all.GroupBy(static mutant => mutant.Kind)
            .SelectMany(static kind => kind.OrderBy(static mutant => Hash(mutant.Text), StringComparer.Ordinal).Select(static (mutant, rank) => (mutant, rank)))
            .OrderBy(static entry => entry.rank).ThenBy(static entry => Hash(entry.mutant.Text), StringComparer.Ordinal)
            .Take(maximum).Select(static entry => entry.mutant).ToHashSet();
        return [.. all.Where(chosen.Contains)];
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Operators of several characters as one token.</summary>
    private static List<Token> Join(IEnumerable<Token> tokens)
    {
        var joined = new List<Token>();
        foreach (var token in tokens)
        {
            if (token.Kind == TokenKind.Symbol && joined.Count > 0 && joined[^1] is { Kind: TokenKind.Symbol } last && last.End == token.Offset
                && (last.Text + token.Text) is "&&" or "||" or "==" or "!=" or "<<" or ">>" or "<=" or ">=" or "===" or "!==" or "**" or "~^" or "^~" or "~&" or "~|" or "->" or "++" or "--" or "+=" or "-=" or "+:" or "-:" or ">>>" or "<<<" or "^=" or "|=" or "&=")
            {
                joined[^1] = last with { Text = last.Text + token.Text };
            }
            else
            {
                joined.Add(token);
            }
        }

        return joined;
    }

    private static IEnumerable<Mutant> All(string text, List<Token> tokens)
    {
        var depthOfRange = 0;
        var body = false;
        for (var at = 0; at < tokens.Count; at++)
        {
            var token = tokens[at];
            // The header is what the testbench connects to.
            if (token.Is("module")) body = false;
            else if (!body && token.Is(";")) body = true;
            if (token.Is("[")) depthOfRange++;
            else if (token.Is("]")) depthOfRange--;
            if (!body || depthOfRange > 0) continue;
            // A loop whose bounds change may never end, which is no fault of a kind that a simulation has to find.
            if (token.Is("for") && Is(tokens, at + 1, "(") && Close(tokens, at + 1) is { } header)
            {
                at = header;
                continue;
            }

            Mutant Make(string kind, Token from, string to, int end) =>
                new(kind, from.Line, text[from.Offset..end], to, string.Concat(text.AsSpan(0, from.Offset), to, text.AsSpan(end)));

            if (token.Kind == TokenKind.Symbol && Operators.TryGetValue(token.Text, out var swapped) && !Is(tokens, at + 1, "*") && !IsSensitivity(tokens, at))
            {
                yield return Make("operator", token, swapped, token.End);
                if (token.Text is "&" or "|" or "^" or "&&" or "||" or "+" or "-" && IsBinary(tokens, at) && TermEnd(tokens, at + 1) is { } end) yield return Make("dropped-term", token, string.Empty, end);
            }
            else if (token.Kind == TokenKind.Number && Next(token.Text) is { } next && !Is(tokens, at + 1, "'"))
            {
                yield return Make("off-by-one", token, next, token.End);
            }
            else if (token.Kind == TokenKind.Keyword && token.Text is "posedge" or "negedge")
            {
                var reset = at + 1 < tokens.Count && ResetName().IsMatch(tokens[at + 1].Text);
                yield return Make(reset ? "inverted-reset" : "edge", token, token.Text == "posedge" ? "negedge" : "posedge", token.End);
            }
            else if (token.Is("if") && Is(tokens, at + 1, "(") && at + 3 < tokens.Count && tokens[at + 2].Kind == TokenKind.Identifier && tokens[at + 3].Is(")"))
            {
                yield return Make(ResetName().IsMatch(tokens[at + 2].Text) ? "inverted-reset" : "inverted-condition", tokens[at + 2], "!" + tokens[at + 2].Text, tokens[at + 2].End);
            }
        }
    }

    private static bool Is(List<Token> tokens, int at, string text) => at >= 0 && at < tokens.Count && tokens[at].Is(text);

    /// <summary>Whether an operator stands between two operands.</summary>
    private static bool IsBinary(List<Token> tokens, int at) =>
        at > 0 && (tokens[at - 1].Kind is TokenKind.Identifier or TokenKind.Number || tokens[at - 1].Is(")") || tokens[at - 1].Is("]") || tokens[at - 1].Is("}"));

    /// <summary><c>@(a or b)</c> and <c>@*</c> are no expressions.</summary>
    private static bool IsSensitivity(List<Token> tokens, int at) => Is(tokens, at - 1, "@");

    /// <summary>End of a term that is a name, a number or a parenthesis, with its selects.</summary>
    private static int? TermEnd(List<Token> tokens, int at)
    {
        while (Is(tokens, at, "~") || Is(tokens, at, "!")) at++;
        if (at >= tokens.Count) return null;
        if (tokens[at].Is("("))
        {
            if (Close(tokens, at) is not { } close) return null;
            at = close;
        }
        else if (tokens[at].Kind is not (TokenKind.Identifier or TokenKind.Number))
        {
            return null;
        }

        while (Is(tokens, at + 1, "["))
        {
            if (Close(tokens, at + 1) is not { } close) return null;
            at = close;
        }

        return tokens[at].End;
    }

    private static int? Close(List<Token> tokens, int open)
    {
        var depth = 0;
        for (var at = open; at < tokens.Count; at++)
        {
            if (tokens[at].Text is "(" or "[" or "{" && tokens[at].Kind == TokenKind.Symbol) depth++;
            else if (tokens[at].Text is ")" or "]" or "}" && tokens[at].Kind == TokenKind.Symbol && --depth == 0) return at;
        }

        return null;
    }

    /// <summary>The number plus one, in its own width and base; null for what is no known value.</summary>
    private static string? Next(string number)
    {
        var match = Based().Match(number);
        if (!match.Success) return BigInteger.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var plain) ? (plain + 1).ToString() : null;
        var radix = char.ToLowerInvariant(match.Groups["base"].Value[0]) switch { 'b' => 2, 'o' => 8, 'h' => 16, _ => 10 };
        var value = BigInteger.Zero;
        foreach (var digit in match.Groups["digits"].Value.Replace("_", string.Empty, StringComparison.Ordinal))
        {
            var part = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (part >= radix) return null;
            value = (value * radix) + part;
        }

        value += 1;
        if (int.TryParse(match.Groups["width"].Value, out var width) && width < 4096) value %= BigInteger.One << width;
        return $"{match.Groups["width"].Value}'d{value}";
    }

    [GeneratedRegex(@"^(?<width>\d*)'[sS]?(?<base>[bodhBODH])(?<digits>[0-9a-fA-F_xXzZ?]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Based();

    [GeneratedRegex("(rst|reset|clr|clear)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ResetName();
}
