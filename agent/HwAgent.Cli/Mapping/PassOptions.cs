using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
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
    public static readonly Option<string?> Phase = new("--phase") { Description = "prefill, decode or encode" };

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } = [Batch, SequenceLength, ContextLength, ImageResolution, PatchStride, Phase];

    /// <summary>The operators of a preset, or of the model whose <c>config.json</c> is named.</summary>
    /// <exception cref="CommandException">No such preset or file, or options that it has no use for.</exception>
    public static Workload Build(CommandContext context, string model)
    {
        var arguments = context.Arguments;
        var options = new WorkloadOptions(
            arguments.GetValue(Batch), arguments.GetValue(SequenceLength), arguments.GetValue(ContextLength), arguments.GetValue(ImageResolution), arguments.GetValue(PatchStride), arguments.GetValue(Phase));
        try
        {
            return WorkloadBuilder.Build(IsFile(model) ? HuggingFaceConfig.Parse(SpecFiles.ReadText(model, "name a config.json or a preset"), model, null) : WorkloadPresets.Get(model), options);
        }
        catch (InvalidConfigException e)
        {
            throw new CommandException(e.ToDiagnostic());
        }
    }

    private static bool IsFile(string model) => Path.GetExtension(model) == ".json" || File.Exists(model);
}
