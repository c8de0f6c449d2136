using HwAgent.Core.Rtl;

namespace HwAgent.Toolchain.Policy;

/// <summary>Rules on the names a source may define.</summary>
internal static class DefinitionRules
{
    public static void Check(RtlSource source, IReadOnlyList<Token> tokens, PolicyOptions options, Dictionary<string, string> defined, PolicyReport report)
    {
        foreach (var name in Definitions(tokens))
        {
            if (!defined.TryAdd(name.Text, source.Name))
            {
                report.Refuse(name, "duplicate-module", $"'{name.Text}' is already defined in {defined[name.Text]}.", "define it once");
            }

            if (options.ReservedModules.Contains(name.Text) || options.KnownModules.Contains(name.Text))
            {
                report.Refuse(name, "module-name", $"'{name.Text}' is defined by the surroundings of this design.", "use it, or choose another name");
            }
            else if (options.DefinableModules is { } allowed && !allowed.Contains(name.Text))
            {
                report.Refuse(name, "module-name", $"'{name.Text}' is not among the modules this design may define.", $"define only {string.Join(", ", allowed.Order(StringComparer.Ordinal))}");
            }
        }
    }

    private static IEnumerable<Token> Definitions(IReadOnlyList<Token> tokens)
    {
        for (var index = 0; index < tokens.Count; index++)
        {
            if (tokens[index].Kind != TokenKind.Keyword || tokens[index].Text is not ("module" or "macromodule" or "package" or "interface" or "program" or "primitive")) continue;
            var at = index + 1;
            while (at < tokens.Count && (tokens[at].Is("automatic") || tokens[at].Is("static"))) at++;
            if (at < tokens.Count && tokens[at].Kind is TokenKind.Identifier or TokenKind.EscapedIdentifier) yield return tokens[at];
        }
    }
}
