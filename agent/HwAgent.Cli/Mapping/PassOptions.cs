using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Core.Workloads;

namespace HwAgent.Cli.Mapping;

/// <summary>The options that say what one pass of a model works on, the same in every command that takes a workload.</summary>
internal static class PassOptions
{
    public static readonly Option<int> Batch = new("--batch") { Description = "Prompts or images side by side", DefaultValueFactory = _ => 1 };
    public static readonly Option<int?> SequenceLength = new("--sequence-length") { Description = "Text tokens of a prompt" };
    public static readonly Option<int?> ContextLength = new("--context-length") { Description = "Keys that a query sees" };
    public static readonly Option<int?> ImageResolution = new("--image-resolution") { Description = "Pixels a side" };
    public static readonly Option<int?> PatchStride = new("--patch-stride") { Description = "Pixels between neighbouring patches" };
    public static readonly Option<int> MergeTokens = new("--merge-tokens") { Description = "Patches that each block of an image encoder merges into similar ones, at most half of what is left" };
    public static readonly Option<string?> Phase = new("--phase") { Description = "prefill, decode or encode" };
    public static readonly Option<string> Attention = new("--attention") { Description = "Of a prefill: full counts all pairs of query and key, as published counts and other mappers do; causal leaves out the tiles that the mask hides", DefaultValueFactory = _ => "full" };

    static PassOptions() => Attention.AcceptOnlyFromAmong("full", "causal");

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } = [Batch, SequenceLength, ContextLength, ImageResolution, PatchStride, MergeTokens, Phase, Attention];

    /// <summary>The pass that they describe.</summary>
    public static WorkloadOptions Of(CommandContext context)
    {
        var arguments = context.Arguments;
        return new WorkloadOptions(
            arguments.GetValue(Batch), arguments.GetValue(SequenceLength), arguments.GetValue(ContextLength), arguments.GetValue(ImageResolution), arguments.GetValue(PatchStride), arguments.GetValue(Phase),
            arguments.GetValue(MergeTokens), Mask(arguments.GetRequiredValue(Attention)));
    }

    /// <summary>What <c>--attention</c> says.</summary>
    public static AttentionMask Mask(string word) => Enum.Parse<AttentionMask>(word, ignoreCase: true);
}
