namespace HwAgent.Toolchain.Policy;

/// <summary>Resolves <c>`ifdef SYNTHESIS</c> and its relatives with SYNTHESIS defined, as the synthesiser does.</summary>
internal static class Conditionals
{
    public const string OnlyName = "SYNTHESIS";

    /// <summary>Stretches of text to hide: the directives themselves and the branches not taken.</summary>
    public static IEnumerable<(int Start, int End)> Hidden(IReadOnlyList<Token> tokens)
    {
        var branches = new Stack<(bool OuterTaken, bool AnyTaken)>();
        var taken = true;
        var hiddenFrom = 0;
        for (var index = 0; index < tokens.Count; index++)
        {
            var token = tokens[index];
            if (token.Kind != TokenKind.Directive) continue;
            var wasTaken = taken;
            switch (token.Text)
            {
                case "`ifdef" or "`ifndef":
                    branches.Push((taken, token.Text == "`ifdef"));
                    taken &= token.Text == "`ifdef";
                    break;
                case "`elsif" when branches.TryPop(out var branch):
                    taken = branch.OuterTaken && !branch.AnyTaken;
                    branches.Push((branch.OuterTaken, true));
                    break;
                case "`else" when branches.TryPop(out var branch):
                    taken = branch.OuterTaken && !branch.AnyTaken;
                    branches.Push((branch.OuterTaken, true));
                    break;
                case "`endif" when branches.TryPop(out var branch):
                    taken = branch.OuterTaken;
                    break;
                default:
                    continue;
            }

            var hasName = token.Text is "`ifdef" or "`ifndef" or "`elsif" && index + 1 < tokens.Count;
            var end = hasName ? tokens[index + 1].End : token.End;
            yield return (wasTaken ? token.Offset : hiddenFrom, end);
            hiddenFrom = end;
        }

        if (!taken && tokens.Count > 0) yield return (hiddenFrom, tokens[^1].End);
    }
}
