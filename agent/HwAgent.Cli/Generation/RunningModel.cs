using HwAgent.Cli.CommandLine;
using HwAgent.Core.Integer;
using HwAgent.Models.Runtime;

namespace HwAgent.Cli.Generation;

/// <summary>The model that a command line names, in the arithmetic that it asks for; and others beside it in the same arithmetic.</summary>
internal sealed class RunningModel : IDisposable
{
    private readonly IntegerWorkers? _workers;
    private readonly IReadOnlyList<IReadOnlyList<int>> _calibration;

    private RunningModel(TextModel target, IntegerWorkers? workers, IReadOnlyList<IReadOnlyList<int>> calibration) => (Target, _workers, _calibration) = (target, workers, calibration);

    public TextModel Target { get; }

    /// <summary><c>float32</c> or <c>integer</c>.</summary>
    public string Arithmetic => _workers is null ? "float32" : "integer";

    public static RunningModel Load(CommandContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var isInteger = arguments.GetValue(ModelOptions.UseIntegers);
        var (calibrationFile, threads) = (arguments.GetValue(ModelOptions.Calibration), arguments.GetValue(ModelOptions.Threads));
        if (!isInteger && (calibrationFile ?? (object?)threads) is not null) throw ModelErrors.Option(calibrationFile is null ? "--threads" : "--calibration", "is for the integer runtime", "add --integer, or leave it out");
        if (threads is < 1 or > IntegerWorkers.MaxCount) throw ModelErrors.Option("--threads", $"{threads} is no count of threads", $"give 1 to {IntegerWorkers.MaxCount}");
        var calibrationText = calibrationFile is null ? null : ModelErrors.ReadText(calibrationFile);
        var path = arguments.GetValue(ModelOptions.Model)!;
        var target = TextModel.Load(path);
        if (!isInteger) return new RunningModel(target, null, []);

        using var progress = context.CreateProgress();
        progress.Report(0, 0, "calibrate");
        var calibration = calibrationText is null
            ? CalibrationTokens.Sample(target, arguments.GetValue(ModelOptions.Seed), (done, all) => progress.Report(done, all, "calibrate"), cancellation)
            : CalibrationTokens.FromText(target, calibrationText);
        if (calibration.Count == 0) throw ModelErrors.Option("--calibration", $"{calibrationFile} holds no text", "name a text like what the model will see");
        var workers = new IntegerWorkers(threads ?? Math.Min(Environment.ProcessorCount, IntegerWorkers.MaxCount));
        try
        {
            return new RunningModel(target.ToInteger(workers, calibration), workers, calibration);
        }
        catch
        {
            workers.Dispose();
            throw;
        }
    }

    /// <summary>Another model, in the arithmetic of this one.</summary>
    /// <param name="model">In float32, with the vocabulary of this one.</param>
    public TextModel InSameArithmetic(TextModel model) => _workers is null ? model : model.ToInteger(_workers, _calibration);

    public void Dispose() => _workers?.Dispose();
}
