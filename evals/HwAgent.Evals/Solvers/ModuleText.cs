using System.Text;
using System.Text.RegularExpressions;

namespace HwAgent.Evals.Solvers;

/// <summary>Takes Verilog source texts apart by token, so that comments and strings are never taken for code.</summary>
public static partial class ModuleText
{
    /// <summary>A module with the ports of the one named, and nothing that drives them.</summary>
    /// <param name="source">Holds the module.</param>
    /// <param name="module">Its name.</param>
    /// <param name="name">Name of the result.</param>
    /// <exception cref="FormatException">The source has no such module.</exception>
    public static string Empty(string source, string module, string name)
    {
        var tokens = Lexeme().Matches(source).Where(match => !IsComment(match.Value)).ToList();
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Value != "module" || tokens[i + 1].Value != module) continue;
            var end = tokens.FindIndex(i, token => token.Value == ";");
            if (end < 0) break;
            var header = tokens[(i + 2)..(end + 1)];
            var text = new StringBuilder("module ").Append(name).Append(' ').Append(source.AsSpan(Start(header, source), Length(header, source))).Append('\n');
            // Ports of the 1995 style have their directions in the body.
            if (!header.Any(token => IsDirection(token.Value))) AppendDirections(text, source, tokens, end + 1);
            return text.Append("endmodule\n").ToString();
        }

        throw new FormatException($"the source has no module {module}");
    }

    private static void AppendDirections(StringBuilder text, string source, List<Match> tokens, int from)
    {
        for (var i = from; i < tokens.Count && tokens[i].Value != "endmodule"; i++)
        {
            if (!IsDirection(tokens[i].Value)) continue;
            var end = tokens.FindIndex(i, token => token.Value == ";");
            if (end < 0) return;
            text.Append(source.AsSpan(tokens[i].Index, tokens[end].Index - tokens[i].Index)).Append(";\n");
            i = end;
        }
    }

    private static int Start(List<Match> header, string source) => header.Count == 0 ? source.Length : header[0].Index;

    private static int Length(List<Match> header, string source) => header.Count == 0 ? 0 : header[^1].Index + 1 - Start(header, source);

    private static bool IsDirection(string word) => word is "input" or "output" or "inout";

    private static bool IsComment(string text) => text.StartsWith("//", StringComparison.Ordinal) || text.StartsWith("/*", StringComparison.Ordinal);

    // Comment, string, escaped identifier, word (with its $ or `), and anything else by the character.
    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""(?:\\.|[^""\\\n])*""|\\\S+|[`$]?[A-Za-z_][A-Za-z0-9_$]*|\S", RegexOptions.Singleline)]
    private static partial Regex Lexeme();
}
