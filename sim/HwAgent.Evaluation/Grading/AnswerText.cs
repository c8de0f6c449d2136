using HwAgent.Evaluation.Probing;

namespace HwAgent.Evaluation.Grading;

/// <summary>An answer as the tools get it.</summary>
internal static class AnswerText
{
    /// <summary>With LF line ends, and behind the header when it only continues that.</summary>
    public static string Of(RtlProblem problem, string answer)
    {
        var text = answer.ReplaceLineEndings("\n");
        return problem.Header is null || string.IsNullOrWhiteSpace(text) || ModuleInterface.ModulesOf(text).Contains(problem.Module)
            ? text
            : problem.Header.ReplaceLineEndings("\n") + "\n" + text;
    }
}
