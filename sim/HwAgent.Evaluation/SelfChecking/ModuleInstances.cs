using HwAgent.Toolchain.Policy;

namespace HwAgent.Evaluation.SelfChecking;

/// <summary>Which modules a text instantiates.</summary>
public static class ModuleInstances
{
    /// <summary>Names of modules, in order and once for each instance: <c>name [#(...)] instance (</c>, comments and strings apart.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        var tokens = Lexer.Tokenize(text).Where(static token => token.Kind != TokenKind.Comment).ToArray();
        var names = new List<string>();
        for (var at = 0; at < tokens.Length; at++)
        {
            if (tokens[at].Kind != TokenKind.Identifier || (at > 0 && tokens[at - 1].Text is "module" or "macromodule" or "function" or "task" or ".")) continue;
            var next = at + 1;
            if (next + 1 < tokens.Length && tokens[next].Is("#") && tokens[next + 1].Is("("))
            {
                var close = DutInstance.Close(tokens, next + 1);
                if (close < 0) continue;
                next = close + 1;
            }

            if (next + 1 < tokens.Length && tokens[next].Kind == TokenKind.Identifier && tokens[next + 1].Is("(")) names.Add(tokens[at].Text);
        }

        return names;
    }
}
