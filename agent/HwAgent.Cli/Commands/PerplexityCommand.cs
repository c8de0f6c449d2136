using System.CommandLine;
using System.Globalization;
using System.Text;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Generation;
using HwAgent.Core.Decoding;
using HwAgent.Models.Runtime;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent perplexity</c>: how well a model predicts a text.</summary>
public static class PerplexityCommand
{
    /// <summary>Beyond this a window costs more time than it brings context.</summary>
    private const int UsualContext = 2048;

    private static readonly Option<string> Text = new("--text") { Description = "A text file in UTF-8", Required = true };
    private static readonly Option<int?> Context = new("--context") { Description = $"Tokens of a window; default: what the model was trained for, {UsualContext} at most" };
    private static readonly Option<int?> Stride = new("--stride") { Description = "Tokens by which the window moves on; default: half of it" };

    public static CommandEntry Create()
    {
        var command = new Command("perplexity", "Measure how well a model predicts a text: perplexity, bits per token and per byte");
        foreach (var option in (Option[])[ModelOptions.Model, Text, Context, Stride, ModelOptions.UseIntegers, ModelOptions.Calibration, ModelOptions.Threads, ModelOptions.Seed, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, Run, "hwagent perplexity --model stories260K.bin --text story.txt", "hwagent perplexity --model Qwen2-0.5B --text wiki.txt --integer --calibration train.txt --context 1024 --stride 512");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var file = arguments.GetValue(Text)!;
        var text = ModelErrors.ReadText(file);
        using var running = RunningModel.Load(context, null, cancellation);
        var target = running.Target;
        var window = arguments.GetValue(Context) ?? Math.Min(target.Model.MaxPositions, UsualContext);
        var options = new PerplexityOptions(window, arguments.GetValue(Stride) ?? Math.Max(1, window / 2));
        if (options.Problem() is { } problem) throw ModelErrors.Option("--context, --stride", problem, "see `hwagent perplexity --help`");
        if (window > target.Model.MaxPositions) throw ModelErrors.Option("--context", $"{window} tokens are more than the {target.Model.MaxPositions} positions that the model was trained for", "give fewer");
        int[] tokens = [.. target.Encode(text)];
        if (tokens.Length < 2) throw ModelErrors.Option("--text", $"{file} has {tokens.Length} tokens", "name a text of at least a few words");

        using var progress = context.CreateProgress();
        var result = Perplexity.Measure(target.Model, tokens, options, scored => progress.Report(scored, tokens.Length - 1, "score"), cancellation);
        var bytes = ScoredBytes(target, tokens, text);
        if (context.Json)
        {
            JsonOutput.Write(context.Output, new
            {
                model = target.Path, arithmetic = running.Arithmetic, text = file, result.Perplexity, result.BitsPerToken, bitsPerByte = result.BitsPerByte(bytes),
                tokens = result.Tokens, bytes, result.Windows, context = options.Context, options.Stride, result.Nats,
            });
        }
        else
        {
            context.WriteLines([string.Create(
                CultureInfo.InvariantCulture,
                $"perplexity {result.Perplexity:0.0000}, {result.BitsPerToken:0.0000} bits a token, {result.BitsPerByte(bytes):0.0000} bits a byte ({running.Arithmetic}; {result.Tokens} tokens, {bytes} bytes, windows of {options.Context} tokens: {result.Windows}, stride {options.Stride})")]);
        }

        return Task.FromResult(ExitCode.Success);
    }

    /// <summary>Bytes that the scored tokens stand for: all, unless the first token, which nothing predicts, is itself text.</summary>
    private static long ScoredBytes(TextModel model, int[] tokens, string text) => Encoding.UTF8.GetByteCount(text) - Encoding.UTF8.GetByteCount(model.Tokenizer.Decode([tokens[0]]));
}
