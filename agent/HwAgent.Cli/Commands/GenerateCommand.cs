using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Generation;
using HwAgent.Core.Decoding;
using HwAgent.Core.Models;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent generate</c>: goes on with a text. Standard output gets what the model writes and nothing else.</summary>
public static class GenerateCommand
{
    /// <summary>
    /// A further row in a pass, relative to a pass of one: decoding 130 and reading 758 tokens a second, as the integer runtime is meant to with half a billion
    /// parameters, makes it 0.17. Models that fit a cache pay more, larger ones less.
    /// </summary>
    private const double RowCost = 0.17;

    private static readonly Option<string> Prompt = new("--prompt") { Description = "The text to go on with; may be empty", Required = true };
    private static readonly Option<int> Tokens = new("--tokens") { Description = "Tokens at most", DefaultValueFactory = _ => 256 };
    private static readonly Option<double> Temperature = new("--temperature") { Description = "0 takes the most probable token; more draws more freely", DefaultValueFactory = _ => 0.0 };
    private static readonly Option<int> TopK = new("--top-k") { Description = "Draw from the k most probable tokens; 0: from all", DefaultValueFactory = _ => 0 };
    private static readonly Option<double> TopP = new("--top-p") { Description = "Draw from the fewest tokens that have this probability together", DefaultValueFactory = _ => 1.0 };

    public static CommandEntry Create()
    {
        var command = new Command("generate", "Go on with a text: what the model writes goes to standard output, as it comes");
        Option[] options =
        [
            ModelOptions.Model, Prompt, Tokens, Temperature, TopK, TopP, ModelOptions.Seed, DraftOption.Draft, DraftOption.Length,
            ImageOptions.Image, ImageOptions.Resolution, ImageOptions.Stride, ImageOptions.MergeTokens,
            ModelOptions.UseIntegers, ModelOptions.Calibration, ModelOptions.Threads, CommonOptions.Json,
        ];
        foreach (var option in options) command.Options.Add(option);
        return CommandEntry.Create(
            command, Run, "hwagent generate --model stories260K.bin --prompt 'Once upon a time'", "hwagent generate --model Qwen2-0.5B --prompt 'def add(a, b):' --integer --draft lookup",
            "hwagent generate --model Qwen2-0.5B --prompt 'Dear' --temperature 0.8 --top-p 0.9 --seed 7 --json");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var sampling = new SamplingOptions(arguments.GetValue(Temperature), arguments.GetValue(TopK), arguments.GetValue(TopP));
        if (sampling.Problem() is { } problem) throw ModelErrors.Option("sampling", problem, "see `hwagent generate --help`");
        var length = new DraftLengthOptions { Maximum = arguments.GetValue(DraftOption.Length), RowCost = RowCost };
        if (length.Problem() is { } wrong) throw ModelErrors.Option("--draft-length", wrong, "see `hwagent generate --help`");
        var most = arguments.GetValue(Tokens);
        if (most < 1) throw ModelErrors.Option("--tokens", $"{most} tokens are none", "give at least 1");

        var text = arguments.GetValue(Prompt)!;
        var picture = ImageOptions.Read(arguments);
        using var running = RunningModel.Load(context, picture is null ? null : model => picture.Sequence(model, text), cancellation);
        var target = running.Target;
        (PromptLead? lead, IReadOnlyList<int> prompt) = picture is null ? (null, target.Encode(text)) : picture.Split(running, text);
        if (prompt.Count == 0) throw ModelErrors.Option("--prompt", picture is null ? "it is empty, and this model has no token that begins a text" : "no text stands behind the image", "give at least a word");
        var imageTokens = lead?.Positions ?? 0;
        if (prompt.Count + imageTokens >= target.Model.MaxPositions)
            throw ModelErrors.Option("--prompt", $"it has {prompt.Count + imageTokens} tokens, the model was trained for {target.Model.MaxPositions} positions", "give a shorter one, or less of an image");
        var options = new GenerationOptions { MaxTokens = most, StopTokens = target.StopTokens, Sampling = sampling, Seed = arguments.GetValue(ModelOptions.Seed) };
        var capacity = (int)Math.Min(target.Model.MaxPositions, (long)imageTokens + prompt.Count + most);
        ILanguageSession Start(ILanguageModel model)
        {
            var started = model.Start(capacity);
            lead?.AppendTo(started);
            return started;
        }

        var draftName = arguments.GetValue(DraftOption.Draft);
        if (lead is not null && !DraftOption.IsOwn(draftName)) throw ModelErrors.Option("--draft", $"{draftName} has not seen the image", "use lookup or exit:N");
        using var session = Start(target.Model);
        using var draft = DraftOption.Create(draftName, running, prompt, text, session, Start, sampling);
        var generator = new TokenGenerator(target.Model, session, options, draft, length);
        var writer = new TokenWriter(target.Tokenizer, text.Length > 0, context.Json ? null : context.Output);
        var result = generator.Generate([.. prompt], writer.Write, cancellation);
        writer.Finish();

        var report = new GenerationReport
        {
            Model = target.Path, Arithmetic = running.Arithmetic, Prompt = text, ImageTokens = imageTokens, Text = writer.Text, Tokens = result.Tokens, Stop = result.Stop, Sampling = sampling,
            Seed = options.Seed, Draft = draftName, Statistics = result.Statistics, FirstTokenSeconds = writer.FirstToken.TotalSeconds, Seconds = writer.Elapsed.TotalSeconds,
        };
        if (context.Json) JsonOutput.Write(context.Output, report);
        else Print(context, report);
        return Task.FromResult(ExitCode.Success);
    }

    private static void Print(CommandContext context, GenerationReport report)
    {
        // A file gets the text alone; on a terminal the next line must not begin behind it.
        if (context.CreateConsole().Profile.Out.IsTerminal) context.Output.WriteLine();
        if (context.Quiet) return;
        foreach (var line in report.Lines()) context.Error.WriteLine(line);
    }
}
