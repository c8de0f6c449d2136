using System.CommandLine;
using HwAgent.Core.Models;

namespace HwAgent.Cli.Generation;

/// <summary><c>--image</c> and the visual budget.</summary>
internal static class ImageOptions
{
    public static Option<string?> Image { get; } = new("--image") { Description = "A picture for a vision-language model; it stands where the prompt has the model's image token, else in front" };

    public static Option<int?> Resolution { get; } = new("--resolution") { Description = "With --image: pixels a side that the encoder reads; default: what it was trained with" };

    public static Option<int?> Stride { get; } = new("--stride") { Description = "With --image: pixels from patch to patch; default: the size of a patch" };

    public static Option<int> MergeTokens { get; } = new("--merge-tokens") { Description = "With --image: tokens that each block of the encoder merges into similar ones", DefaultValueFactory = _ => 0 };

    /// <summary>Null without an image.</summary>
    public static PictureOfPrompt? Read(ParseResult arguments)
    {
        var budget = new VisualBudget(arguments.GetValue(Resolution), arguments.GetValue(Stride), arguments.GetValue(MergeTokens));
        if (budget.Resolution is < 1 or > 1 << 13) throw ModelErrors.Option("--resolution", $"{budget.Resolution} pixels are no size", $"give 1 to {1 << 13}");
        if (budget.Stride is < 1) throw ModelErrors.Option("--stride", $"{budget.Stride} pixels are no stride", "give at least 1");
        if (budget.MergedPerBlock < 0) throw ModelErrors.Option("--merge-tokens", $"{budget.MergedPerBlock} tokens cannot be merged", "give at least 0");
        if (arguments.GetValue(Image) is { } file) return new PictureOfPrompt(file, budget);
        return budget == VisualBudget.Full ? null : throw ModelErrors.Option("--resolution, --stride, --merge-tokens", "there is no image", "add --image FILE, or leave them out");
    }
}
