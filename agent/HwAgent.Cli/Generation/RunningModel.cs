using HwAgent.Cli.CommandLine;
using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Models.Compressed;
using HwAgent.Models.Runtime;

namespace HwAgent.Cli.Generation;

/// <summary>The model that a command line names, in the arithmetic that it asks for; and others beside it in the same arithmetic.</summary>
internal sealed class RunningModel : IDisposable
{
    /// <summary>More text changes scales little and takes long in float32; the model's own text takes longest.</summary>
    private const int CalibrationTokens = 2048;

    private readonly Lazy<IReadOnlyList<TokenSequence>> _calibration;

    private RunningModel(TextModel target, IntegerWorkers? workers, Lazy<IReadOnlyList<TokenSequence>> calibration) => (Target, Workers, _calibration) = (target, workers, calibration);

    public TextModel Target { get; }

    /// <summary>The threads of the integer runtime; null in float32.</summary>
    public IntegerWorkers? Workers { get; }

    /// <summary><c>float32</c> or <c>integer</c>.</summary>
    public string Arithmetic => Workers is null ? "float32" : "integer";

    /// <summary>Loads it; in integers it is calibrated first.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="imagePrompt">Makes a sequence with image rows, which scales must fit as well, from the model; null: no image.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static RunningModel Load(CommandContext context, Func<TextModel, TokenSequence>? imagePrompt, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var isInteger = arguments.GetValue(ModelOptions.UseIntegers);
        var (calibrationFile, threads) = (arguments.GetValue(ModelOptions.Calibration), arguments.GetValue(ModelOptions.Threads));
        if (!isInteger && (calibrationFile ?? (object?)threads) is not null) throw ModelErrors.Option(calibrationFile is null ? "--threads" : "--calibration", "is for the integer runtime", "add --integer, or leave it out");
        if (threads is < 1 or > IntegerWorkers.MaxCount) throw ModelErrors.Option("--threads", $"{threads} is no count of threads", $"give 1 to {IntegerWorkers.MaxCount}");
        var calibrationText = calibrationFile is null ? null : ModelErrors.ReadText(calibrationFile);
        var path = arguments.GetValue(ModelOptions.Model)!;
        var target = TextModel.Load(path);
        var sequence = imagePrompt?.Invoke(target);
        // A compressed model brings its scales; its draft may still need some.
        var calibration = new Lazy<IReadOnlyList<TokenSequence>>(() => Calibrate(context, target, calibrationText, sequence, cancellation));
        if (!isInteger) return new RunningModel(target, null, calibration);

        var workers = new IntegerWorkers(threads ?? Math.Min(Environment.ProcessorCount, IntegerWorkers.MaxCount));
        try
        {
            return new RunningModel(ToInteger(target, workers, calibration), workers, calibration);
        }
        catch
        {
            workers.Dispose();
            throw;
        }
    }

    private static IReadOnlyList<TokenSequence> Calibrate(CommandContext context, TextModel target, string? text, TokenSequence? prompt, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        progress.Report(0, 0, "calibrate");
        cancellation.ThrowIfCancellationRequested();
        var sequences = text is null
            ? CalibrationText.Sample(target.Model, target.Encode("") is [var first, ..] ? first : 0, CalibrationTokens, context.Arguments.GetValue(ModelOptions.Seed), (done, total) => progress.Report(done, total, "calibration text"), cancellation)
            : CalibrationText.From(text, target.Tokenizer, target.Model, 4 * CalibrationTokens);
        var all = sequences.Calibration.Concat(sequences.HeldOut);
        return [.. prompt is null ? all : all.Append(prompt)];
    }

    /// <summary>Another model, in the arithmetic of this one.</summary>
    /// <param name="model">In float32, with the vocabulary of this one.</param>
    public TextModel InSameArithmetic(TextModel model) => Workers is null ? model : ToInteger(model, Workers, _calibration);

    public void Dispose() => Workers?.Dispose();

    private static TextModel ToInteger(TextModel model, IntegerWorkers workers, Lazy<IReadOnlyList<TokenSequence>> calibration) =>
        model.ToInteger(workers, model.Compressed is null ? calibration.Value : []);
}
