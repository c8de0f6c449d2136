using HwAgent.Agent.Llm;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;

namespace HwAgent.Agent.Solving;

/// <summary>Fills in the prompts of the solvers.</summary>
internal sealed class TaskPrompts(PromptLibrary prompts)
{
    /// <summary>Name under which findings point into an answer.</summary>
    public const string AnswerFile = "answer.sv";

    private const int LongestAnswer = 12_000;
    private const int LongestLog = 4_000;

    public string System() => prompts.Render("rtl-system", new Dictionary<string, object?>());

    /// <summary>Asks for the module.</summary>
    public string Answer(RtlTask task) => prompts.Render("rtl-answer", new Dictionary<string, object?>
    {
        ["task"] = Clean(task.Prompt),
        ["module"] = task.Module,
        ["header"] = Clean(task.Header ?? ""),
        ["faulty"] = task.Faulty is { } faulty ? new Dictionary<string, object?> { ["code"] = Shorten(faulty.Code, LongestAnswer), ["log"] = Shorten(faulty.Log, LongestLog) } : null,
    });

    /// <summary>Asks for self-tests.</summary>
    public string Tests(RtlTask task, int count) => prompts.Render("rtl-tests", new Dictionary<string, object?>
    {
        ["task"] = Clean(task.Prompt), ["module"] = task.Module, ["header"] = Clean(task.Header ?? ""), ["count"] = count,
    });

    /// <summary>Says what was wrong with an answer.</summary>
    public string Repair(RtlTask task, RtlAttempt failed, bool ownTests, int attemptsLeft)
    {
        var findings = DiagnosticDistiller.Distill(failed.Diagnostics, failed.Proposal.Code is { } code ? [new RtlSource(AnswerFile, code)] : []);
        if (failed.Stage == SolutionStages.Reply) return prompts.Render("reply-form", new Dictionary<string, object?> { ["diagnostics"] = findings, ["attempts_left"] = attemptsLeft });
        return prompts.Render("rtl-repair", new Dictionary<string, object?>
        {
            ["stage"] = failed.Stage,
            ["module"] = task.Module,
            ["diagnostics"] = findings,
            ["own_tests"] = ownTests && failed.Diagnostics.Any(IsMismatch),
            ["passed"] = failed.Tests.Count(t => t),
            ["tests"] = failed.Tests.Count,
            ["attempts_left"] = attemptsLeft,
        });
    }

    /// <summary>What a model is shown of its own answer: the code whose lines the findings name.</summary>
    public static string AnswerOf(RtlProposal proposal) =>
        proposal.Code is { } code ? $"```systemverilog\n{code.TrimEnd('\n')}\n```"
        : proposal.Reply.Length == 0 ? "(an empty reply)"
        : Shorten(proposal.Reply, LongestAnswer);

    private static bool IsMismatch(Diagnostic finding) => finding is { Tool: "self-test", Code: "test.mismatch" };

    private static string Shorten(string text, int longest)
    {
        var clean = Clean(text);
        return clean.Length <= longest ? clean : clean[..longest] + "\n(cut off here)";
    }

    private static string Clean(string text) => text.ReplaceLineEndings("\n").Trim('\n', ' ', '\t');
}
