using System.CommandLine;
using System.Globalization;
using HwAgent.Core.Decoding;
using HwAgent.Core.Models;
using HwAgent.Models.Runtime;

namespace HwAgent.Cli.Generation;

/// <summary><c>--draft</c>: what speculative decoding takes its proposals from.</summary>
internal static class DraftOption
{
    private const string Lookup = "lookup";
    private const string Exit = "exit:";

    public static Option<string?> Draft { get; } = new("--draft")
    {
        Description = "Decode speculatively: lookup (what followed the last words where they stood before), exit:N (the model's own first N blocks), or a smaller model of the same vocabulary",
    };

    public static Option<int> Length { get; } = new("--draft-length") { Description = "With --draft: tokens of a draft at most; fewer where few are accepted", DefaultValueFactory = _ => 8 };

    /// <summary>Whether proposals come from the target itself or its text, not from another model.</summary>
    public static bool IsOwn(string? draft) => draft is null or Lookup || draft.StartsWith(Exit, StringComparison.Ordinal);

    /// <summary>Null without the option.</summary>
    /// <param name="draft">Its value.</param>
    /// <param name="running">The target.</param>
    /// <param name="prompt">The target's tokens of the prompt.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="session">The target's.</param>
    /// <param name="start">Begins the draft's session: positions, and whatever stands before the prompt.</param>
    /// <param name="sampling">The target's.</param>
    public static IDraft? Create(
        string? draft, RunningModel running, IReadOnlyList<int> prompt, string text, ILanguageSession session, Func<ILanguageModel, ILanguageSession> start, SamplingOptions sampling)
    {
        if (draft is null) return null;
        if (draft == Lookup) return new PromptLookupDraft();
        var target = running.Target;
        if (draft.StartsWith(Exit, StringComparison.Ordinal))
        {
            var blocks = target.Weights.Blocks.Count;
            if (!int.TryParse(draft[Exit.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1 || count >= blocks)
                throw ModelErrors.Option("--draft", $"'{draft}' names no part of {blocks} blocks", blocks > 1 ? $"give exit:1 to exit:{blocks - 1}" : "a single block has no earlier exit: use lookup");
            return new EarlyExitDraft((IEarlyExitSession)session, count, target.Model.VocabularySize, sampling, (double)target.MacsOfFirstBlocks(count) / target.MacsPerToken);
        }

        var model = TextModel.Load(draft);
        if (model.Model.VocabularySize != target.Model.VocabularySize || !model.Encode(text).SequenceEqual(prompt))
            throw ModelErrors.Option("--draft", $"{draft} has another vocabulary than {target.Path}", "draft and target must have the same tokenizer");
        var compiled = running.InSameArithmetic(model);
        return new ModelDraft(start(compiled.Model), compiled.Model.VocabularySize, sampling, Math.Min(1, (double)model.MacsPerToken / target.MacsPerToken));
    }
}
