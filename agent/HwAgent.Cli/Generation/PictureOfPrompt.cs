using HwAgent.Cli.CommandLine;
using HwAgent.Core.Compression;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Models.Runtime;

namespace HwAgent.Cli.Generation;

/// <summary>The picture that a prompt is about.</summary>
/// <param name="file">As the user named it.</param>
/// <param name="budget">What is spent on it.</param>
internal sealed class PictureOfPrompt(string file, VisualBudget budget)
{
    private PromptImage? _image;

    /// <summary>Reads the picture; gives a sequence that calibration runs, so that scales fit image rows too.</summary>
    public TokenSequence Sequence(TextModel model, string text)
    {
        if (model.Pair is null) throw ModelErrors.Option("--image", $"{model.Path} takes no image", "name a vision-language model of the LLaVA kind, or leave --image out");
        try
        {
            _image = PromptImage.Load(model, file, budget);
        }
        catch (ArgumentException e)
        {
            // The budget, which only the encoder can judge.
            throw new CommandException(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "bad-argument", e.Message.Split(" (Parameter", 2)[0]) { File = file, Advice = "give another --resolution, --stride or --merge-tokens" });
        }

        var (lead, behind) = Around(model, text);
        return new TokenSequence(behind.Count > 0 ? behind : [0], _image.ReferenceRows, lead);
    }

    /// <summary>Divides the prompt: up to the end of the image, and the text behind it.</summary>
    /// <param name="running">The model, in its arithmetic; <see cref="Sequence"/> was called on it.</param>
    /// <param name="text">The prompt.</param>
    public (PromptLead Lead, IReadOnlyList<int> Behind) Split(RunningModel running, string text)
    {
        var target = running.Target;
        var rows = target.Model is IntegerDecoder decoder ? _image!.IntegerRows(decoder.ResidualSteps, running.Workers!) : _image!.ReferenceRows;
        var (lead, behind) = Around(target, text);
        var imageToken = target.Pair!.ImageToken;
        return (new PromptLead([.. lead, imageToken], imageToken, rows, target.Model.HiddenSize), behind);
    }

    private static (IReadOnlyList<int> Lead, IReadOnlyList<int> Behind) Around(TextModel model, string text)
    {
        try
        {
            return model.EncodeAround(text, model.Pair!.ImageToken);
        }
        catch (ArgumentException e)
        {
            throw ModelErrors.Option("--prompt", e.Message.Split(" (Parameter", 2)[0], "leave one image token in it, or none");
        }
    }
}
