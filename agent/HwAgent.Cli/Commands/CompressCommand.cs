using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using HwAgent.Agent.Reports.Compression;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Mapping;
using HwAgent.Core.Compression;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Core.Workloads;
using HwAgent.Models;
using HwAgent.Models.Allocation;
using HwAgent.Models.Compressed;
using HwAgent.Models.Runtime;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent compress</c>: a smaller model within a budget, in a folder of its own, with a report.</summary>
public static class CompressCommand
{
    private const string ReportName = "report.html";

    private static readonly Option<string> Model = new("--model") { Description = "A Hugging Face folder (language model, or LLaVA-style pair), a .gguf file or a llama2.c checkpoint", Required = true };
    private static readonly Option<string?> Budget = new("--budget") { Description = "4.2bits (a weight, scales included), 60% (of the model in 8 bits), 80%cycles or 60%energy (of it, on --arch), or a size: 1.2MB, 300KB" };
    private static readonly Option<string?> Plan = new("--plan") { Description = "A plan.yaml instead of a budget; it may leave pruning to --prune" };
    private static readonly Option<string?> Calibration = new("--calibration") { Description = "A text like those that the model will see; default: text that the model writes itself. For a pair, JSON lines of {\"image\": FILE, \"text\": ...}, needed" };
    private static readonly Option<string?> Images = new("--images") { Description = "Where the pictures of --calibration lie; default: beside it" };
    private static readonly Option<int> Tokens = new("--calibration-tokens") { Description = "Tokens to use of it, at most; a quarter of them only measures the result", DefaultValueFactory = _ => 4096 };
    private static readonly Option<string> Out = new("--out") { Description = "The folder to write; must not exist", Required = true };
    private static readonly Option<string> Prune = new("--prune") { Description = "Part of the heads and MLP channels to take out first, e.g. 20%; of a pair, of encoder and decoder together", DefaultValueFactory = _ => "0%" };
    private static readonly Option<int> PruneBlocks = new("--prune-blocks") { Description = "Whole blocks to take out first" };
    private static readonly Option<int> Multiple = new("--channel-multiple") { Description = "MLP channels go in multiples of this", DefaultValueFactory = _ => 8 };
    private static readonly Option<int?> ChannelGroup = new("--channel-group") { Description = "A width for every so many rows of a matrix (a multiple of 32); default: for every module" };
    private static readonly Option<int> GroupSize = new("--group-size") { Description = "Inputs that share a scale below 8 bits: 32, 64, 128, or 0 for a scale a row", DefaultValueFactory = _ => 32 };
    private static readonly Option<string> Cost = new("--cost") { Description = "What the budget counts: bytes, operations (bit by bit), cycles or energy (on --arch)", DefaultValueFactory = _ => CompressionCosts.Bytes };
    private static readonly Option<string?> Arch = new("--arch") { Description = "The hardware that cycles or energy are those of: an architecture file, ours, Timeloop's or ZigZag's" };
    private static readonly Option<int> Batch = new("--batch") { Description = "Tokens that the hardware handles at once: 1 for decoding, the prompt's length for prefill", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Rounding = new("--rounding") { Description = "gptq (error feedback) or nearest", DefaultValueFactory = _ => "gptq" };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Of the text that the model writes itself", DefaultValueFactory = _ => 1UL };

    public static CommandEntry Create()
    {
        Cost.AcceptOnlyFromAmong([.. CompressionCosts.All]);
        Rounding.AcceptOnlyFromAmong("gptq", "nearest");
        var command = new Command("compress", "Compress a language model or a vision-language pair: prune, mixed precision within a budget, integer runtime");
        foreach (var option in (Option[])[Model, Budget, Plan, Calibration, Images, Tokens, Out, Prune, PruneBlocks, Multiple, ChannelGroup, GroupSize, Cost, Arch, Batch, Rounding, Seed, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, Run, "hwagent compress --model stories260K.bin --budget 4.5bits --out stories-4bit", "hwagent compress --model MODEL --budget 60% --prune 20% --calibration text.txt --out SMALLER",
            "hwagent compress --model LLAVA --budget 4.2bits --calibration pictures.jsonl --out LLAVA-4bit", "hwagent compress --model MODEL --budget 70%cycles --arch ARCH.yaml --out FASTER");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var (path, target) = (arguments.GetRequiredValue(Model), arguments.GetRequiredValue(Out));
        var request = Request(context);
        ResultFolder.Check(target);
        try
        {
            using var progress = context.CreateProgress();
            progress.Report(0, 0, "reading the model");
            using var workers = new IntegerWorkers(Environment.ProcessorCount);
            void Report(int done, int total, string step) => progress.Report(done, total, step);
            var isPair = TextModel.IsPair(path);
            var (result, pictures) = isPair ? CompressPair(context, request, workers, Report, cancellation) : (CompressText(context, request, workers, Report, cancellation), []);
            var provenance = new CompressionProvenance(ProductVersion.Current.ToString(), CommandText.Of(context), arguments.GetValue(Seed), [.. Inputs(context).Concat(pictures).Select(Hash)]);
            var report = CompressionReport.Render(new CompressionReportInput(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), result, provenance));
            cancellation.ThrowIfCancellationRequested();
            CompressedFolder.Write(target, new CompressedModel(result.Model, result.Activations, result.Plan, provenance) { Vision = result.Vision },
                [(ReportName, Encoding.UTF8.GetBytes(report)), .. TokenizerCopies.Beside(path, isPair).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))]);
            var summary = CompressionSummary.From(result, target);
            if (context.Json) JsonOutput.Write(context.Output, summary);
            else context.WriteLines(summary.Lines());
            return Task.FromResult(ExitCode.Success);
        }
        catch (InvalidModelException e)
        {
            throw new CommandException(e.ToDiagnostic());
        }
        catch (InvalidConfigException e)
        {
            throw new CommandException(e.ToDiagnostic());
        }
        catch (ArgumentException e)
        {
            throw Mistake("compression", e.Message.Split(" (Parameter", 2)[0], "see `hwagent compress --help`", arguments.GetValue(Plan));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Mistake("file", e.Message, "check paths and permissions", null);
        }
    }

    private static CompressionRequest Request(CommandContext context)
    {
        var arguments = context.Arguments;
        var (budget, counted) = CompressionCosts.Split(arguments.GetValue(Budget), arguments.GetRequiredValue(Cost));
        var plan = arguments.GetValue(Plan);
        if ((budget is null) == (plan is null)) throw Mistake("arguments", "either --budget or --plan is needed, not both", "e.g. --budget 4.5bits", null);
        if (arguments.GetValue(ChannelGroup) is { } rows && (rows < 1 || rows % QuantisedLinear.RowMultiple != 0)) throw Mistake("arguments", $"--channel-group {rows} is no multiple of {QuantisedLinear.RowMultiple}", "e.g. --channel-group 64", null);
        if (arguments.GetValue(GroupSize) is not (0 or 32 or 64 or 128)) throw Mistake("arguments", $"--group-size {arguments.GetValue(GroupSize)} is not offered", "use 32, 64, 128 or 0", null);
        if (arguments.GetValue(Multiple) < 1) throw Mistake("arguments", "--channel-multiple must be above 0", "e.g. --channel-multiple 16", null);
        if (arguments.GetValue(Tokens) < 2) throw Mistake("arguments", "--calibration-tokens must be 2 or more", "e.g. --calibration-tokens 4096", null);
        try
        {
            return new CompressionRequest
            {
                Budget = budget is null ? null : CompressionCosts.Parse(budget),
                Plan = plan is null ? null : PlanFile.Read(plan),
                Settings = new CompressionSettings { GroupSize = arguments.GetValue(GroupSize), ChannelGroupRows = arguments.GetValue(ChannelGroup), ErrorFeedback = arguments.GetValue(Rounding) == "gptq" },
                Cost = CompressionCosts.Create(counted, arguments.GetValue(Arch), arguments.GetValue(Batch)),
                PrunedShare = CompressionBudget.Percentage(arguments.GetRequiredValue(Prune)) / 100,
                PrunedBlocks = arguments.GetValue(PruneBlocks),
                ChannelMultiple = arguments.GetValue(Multiple),
            };
        }
        catch (FormatException e)
        {
            throw Mistake("arguments", e.Message, "see `hwagent compress --help`", null);
        }
        catch (InvalidModelException e)
        {
            throw new CommandException(e.ToDiagnostic());
        }
    }

    private static CompressionResult CompressText(CommandContext context, CompressionRequest request, IntegerWorkers workers, Action<int, int, string> progress, CancellationToken cancellation)
    {
        if (context.Arguments.GetValue(Images) is not null) throw Mistake("arguments", "--images is for vision-language pairs", "leave it out", null);
        var model = ModelFolder.Load(context.Arguments.GetRequiredValue(Model));
        // The model's own text takes long to write: too long for a budget that nothing fits.
        if (!request.IsPruningAsked) request.Allowed(DecoderMatrices.Of(model), DecoderMatrices.Of(model));
        var text = Text(context, model, progress, cancellation);
        return new Compressor(new ExactAllocator(), workers, progress).Run(model, text.Calibration, text.HeldOut, request, cancellation);
    }

    private static (CompressionResult Result, IReadOnlyList<string> Pictures) CompressPair(
        CommandContext context, CompressionRequest request, IntegerWorkers workers, Action<int, int, string> progress, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        if (arguments.GetValue(Calibration) is not { } lines)
            throw Mistake("arguments", "a vision-language pair is calibrated on pictures with texts", """add --calibration FILE with lines such as {"image": "cat.png", "text": "A cat."}""", null);
        var model = TextModel.Load(arguments.GetRequiredValue(Model));
        var pictures = CalibrationPictures.Read(lines, arguments.GetValue(Images), model, arguments.GetValue(Tokens));
        var result = new PairCompressor(new ExactAllocator(), workers, progress).Run(model.Pair!, pictures.Calibration, pictures.HeldOut, request, cancellation);
        return (result, pictures.Files);
    }

    private static CalibrationText Text(CommandContext context, DecoderWeights model, Action<int, int, string> progress, CancellationToken cancellation)
    {
        var path = context.Arguments.GetRequiredValue(Model);
        var decoder = new ReferenceDecoder(model);
        if (context.Arguments.GetValue(Calibration) is { } file) return CalibrationText.From(File.ReadAllText(file), ModelTokenizer.Load(path), decoder, context.Arguments.GetValue(Tokens));
        // Without a tokenizer a model can still write tokens; the first of a vocabulary that has special tokens is the usual beginning.
        var first = TokenizerCopies.Beside(path).Count > 0 ? ModelTokenizer.Load(path).BeginId ?? 0 : 1;
        return CalibrationText.Sample(decoder, first, context.Arguments.GetValue(Tokens), context.Arguments.GetValue(Seed), (done, total) => progress(done, total, "calibration text"), cancellation);
    }

    private static IEnumerable<string> Inputs(CommandContext context)
    {
        var path = context.Arguments.GetRequiredValue(Model);
        if (File.Exists(path)) yield return path;
        else
            foreach (var file in Directory.GetFiles(path).Where(file => Path.GetExtension(file) is ".json" or ".safetensors" or ".model").Order(StringComparer.Ordinal)) yield return file;
        if (context.Arguments.GetValue(Calibration) is { } text) yield return text;
        if (context.Arguments.GetValue(Plan) is { } plan) yield return plan;
        if (context.Arguments.GetValue(Arch) is { } hardware) yield return ArchitectureFiles.PathOf(hardware);
    }

    private static InputFile Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return new InputFile(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static CommandException Mistake(string code, string message, string advice, string? file) =>
        new(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, code, message) { File = file, Advice = advice });
}
