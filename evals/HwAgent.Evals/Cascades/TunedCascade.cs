using HwAgent.Core.Cascades;

namespace HwAgent.Evals.Cascades;

/// <summary>A cascade with what it would have reached on the validation run.</summary>
/// <param name="Models">Its models, small to large.</param>
/// <param name="Stages">k, l and theta of each.</param>
/// <param name="Accuracy">Share of answers that pass strictly, 0 to 1.</param>
/// <param name="Cost">Mean of an answer.</param>
public sealed record TunedCascade(IReadOnlyList<string> Models, IReadOnlyList<CascadeStage> Stages, double Accuracy, double Cost)
{
    /// <summary>As <c>--stages</c> takes it.</summary>
    public string StagesOption => string.Join(';', Stages.Select(stage => FormattableString.Invariant($"{stage.Solutions},{stage.SelfTests},{stage.Threshold}")));
}
