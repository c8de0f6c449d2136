using System.Text;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Evaluation.Grading;

/// <summary>The benchmark's own solution in the form of an answer.</summary>
public static class ReferenceAnswer
{
    /// <summary>The reference with the name that the task asks for.</summary>
    public static string Of(RtlProblem problem) => Rename(problem.Reference, problem.ReferenceModule, problem.Module);

    /// <summary>A text with one name written differently wherever it stands as a word of code.</summary>
    internal static string Rename(string text, string from, string to)
    {
        if (from == to) return text;
        var result = new StringBuilder();
        var copied = 0;
        foreach (var token in Lexer.Tokenize(text).Where(token => token.Kind == TokenKind.Identifier && token.Text == from))
        {
            result.Append(text, copied, token.Offset - copied).Append(to);
            copied = token.End;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }
}
