using System.CommandLine;
using System.Globalization;
using HwAgent.Cli.CommandLine;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Workloads;

namespace HwAgent.Cli.Mapping;

/// <summary>The options of <see cref="PassOptions"/> as lists, for a sweep over passes: every combination of their values is one.</summary>
internal static class SweptPasses
{
    private static readonly Option<string?> Batch = new("--batch") { Description = "Prompts or images side by side: 1,8" };
    private static readonly Option<string?> SequenceLength = new("--sequence-length") { Description = "Text tokens of a prompt: 128,512,2048" };
    private static readonly Option<string?> ContextLength = new("--context-length") { Description = "Keys that a query sees: 1024,8192" };
    private static readonly Option<string?> ImageResolution = new("--image-resolution") { Description = "Pixels a side: 224,336" };
    private static readonly Option<string?> PatchStride = new("--patch-stride") { Description = "Pixels between neighbouring patches: 8,16" };
    private static readonly Option<string?> MergeTokens = new("--merge-tokens") { Description = "Patches that each block of an image encoder merges into similar ones: 0,8,16" };
    private static readonly Option<string?> Phase = new("--phase") { Description = "prefill, decode or encode: prefill,decode" };
    private static readonly Option<string?> Attention = new("--attention") { Description = "Of a prefill, full or causal: full,causal" };

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } = [Batch, SequenceLength, ContextLength, ImageResolution, PatchStride, MergeTokens, Phase, Attention];

    /// <summary>The passes, each with what sets it apart from the others: empty where there is one alone.</summary>
    /// <exception cref="CommandException">A value that is none.</exception>
    public static IReadOnlyList<(string Name, WorkloadOptions Options)> Of(CommandContext context)
    {
        IEnumerable<(string Name, WorkloadOptions Options)> passes = [("", new WorkloadOptions())];
        passes = Cross(passes, context, Batch, Count, (o, v) => o with { Batch = v });
        passes = Cross(passes, context, SequenceLength, Count, (o, v) => o with { SequenceLength = v });
        passes = Cross(passes, context, ContextLength, Count, (o, v) => o with { ContextLength = v });
        passes = Cross(passes, context, ImageResolution, Count, (o, v) => o with { ImageResolution = v });
        passes = Cross(passes, context, PatchStride, Count, (o, v) => o with { PatchStride = v });
        passes = Cross(passes, context, MergeTokens, Count, (o, v) => o with { MergedPerBlock = v });
        passes = Cross(passes, context, Phase, (_, text) => text, (o, v) => o with { Phase = v });
        passes = Cross(passes, context, Attention, (option, text) => text is "full" or "causal" ? PassOptions.Mask(text) : throw Mistake(option, text, "give full, causal or both"), (o, v) => o with { Attention = v });
        return [.. passes];
    }

    private static IEnumerable<(string, WorkloadOptions)> Cross<T>(IEnumerable<(string Name, WorkloadOptions Options)> passes, CommandContext context, Option<string?> option, Func<Option, string, T> read, Func<WorkloadOptions, T, WorkloadOptions> set)
    {
        if (context.Arguments.GetValue(option) is not { } list) return passes;
        (string Text, T Value)[] values = [.. list.Split(',', StringSplitOptions.TrimEntries).Select(text => (text, read(option, text)))];
        return from pass in passes
               from value in values
               let name = values.Length == 1 ? "" : $"{option.Name.TrimStart('-').Replace('-', ' ')} {value.Text}"
               select (string.Join(", ", ((string[])[pass.Name, name]).Where(part => part.Length > 0)), set(pass.Options, value.Value));
    }

    private static int Count(Option option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw Mistake(option, text, "give a list of integers, e.g. 1,8");

    private static CommandException Mistake(Option option, string text, string advice) =>
        new(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "arguments", $"{option.Name}: '{text}' is no value of it") { Advice = advice });
}
