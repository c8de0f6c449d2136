using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Generation;
using HwAgent.Core.Cascades;
using HwAgent.Core.Integer;
using HwAgent.Dataflow.Specification.Cascades;
using HwAgent.Models.Compressed;
using HwAgent.Models.Runtime;

namespace HwAgent.Cli.Cascades;

/// <summary>The models of a cascade, each loaded when it is asked first: one that is never asked costs nothing.</summary>
internal sealed class StageModels(CommandContext context, CascadeFile file, int tokens) : IDisposable
{
    /// <summary>As in <see cref="RunningModel"/>: more changes scales little.</summary>
    private const int CalibrationTokens = 2048;

    private readonly List<IDisposable> _owned = [];
    private IntegerWorkers? _workers;

    /// <param name="stage">A stage of the file.</param>
    /// <param name="progress">Told when the model is loaded.</param>
    public CascadeModel Create(CascadeStageSpec stage, Action progress)
    {
        AnsweringModel? answering = null;
        return new CascadeModel(stage.Name, stage.Stage, (request, cancellation) =>
        {
            if (answering is null)
            {
                progress();
                answering = new AnsweringModel(Load(stage, cancellation), file.Spec.Sampling, tokens, file.Spec.Cost);
                _owned.Add(answering);
            }

            return ValueTask.FromResult(answering.Answer(request, cancellation));
        });
    }

    public void Dispose()
    {
        foreach (var owned in _owned) owned.Dispose();
        _workers?.Dispose();
    }

    private TextModel Load(CascadeStageSpec stage, CancellationToken cancellation)
    {
        var model = TextModel.Load(file.Resolve(stage.Model));
        if (!(stage.IsInteger ?? model.Compressed is not null)) return model;
        cancellation.ThrowIfCancellationRequested();
        _workers ??= new IntegerWorkers(context.Arguments.GetValue(ModelOptions.Threads) ?? Math.Min(Environment.ProcessorCount, IntegerWorkers.MaxCount));
        if (model.Compressed is not null) return model.ToInteger(_workers, []);
        var text = file.Spec.Calibration is { } path
            ? CalibrationText.From(ModelErrors.ReadText(file.Resolve(path)), model.Tokenizer, model.Model, 4 * CalibrationTokens)
            : CalibrationText.Sample(model.Model, model.Encode("") is [var first, ..] ? first : 0, CalibrationTokens, context.Arguments.GetValue(ModelOptions.Seed), cancellation: cancellation);
        return model.ToInteger(_workers, text.Calibration.Concat(text.HeldOut));
    }
}
