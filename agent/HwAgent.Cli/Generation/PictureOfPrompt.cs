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
            throw new CommandException(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "bad-argument", e.Message) { File = file, Advice = "give another --resolution, --stride or --merge-tokens" });
        }

        var tokens = model.Encode(text).Where(token => token != model.Pair.ImageToken).ToList();
        return new TokenSequence(tokens.Count > 0 ? tokens : [0], _image.ReferenceRows);
    }

    /// <summary>Divides the prompt: up to the end of the image, and the text behind it.</summary>
    /// <param name="running">The model, in its arithmetic; <see cref="Sequence"/> was called on it.</param>
    /// <param name="text">The prompt.</param>
    public (PromptLead Lead, IReadOnlyList<int> Behind) Split(RunningModel running, string text)
    {
        var target = running.Target;
        var rows = target.Model is IntegerDecoder decoder ? _image!.IntegerRows(decoder.ResidualSteps, running.Workers!) : _image!.ReferenceRows;
        int[] tokens = [.. target.Encode(text)];
        var imageToken = target.Pair!.ImageToken;
        if (!tokens.Contains(imageToken))
        {
            // Behind the token that begins texts, in front of everything else.
            var start = tokens.Length > 0 && tokens[0] == target.Tokenizer.BeginId ? 1 : 0;
            tokens = [.. tokens[..start], imageToken, .. tokens[start..]];
        }

        var end = Array.LastIndexOf(tokens, imageToken) + 1;
        return (new PromptLead(tokens[..end], imageToken, rows, target.Model.HiddenSize), tokens[end..]);
    }
}
