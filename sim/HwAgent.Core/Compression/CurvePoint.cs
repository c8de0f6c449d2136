namespace HwAgent.Core.Compression;

/// <summary>A budget on the curve of loss against size.</summary>
/// <param name="Cost">What the model takes of it.</param>
/// <param name="MeanBits">Mean width of a weight, scales left out.</param>
/// <param name="Loss">Measured on the calibration sequences.</param>
/// <param name="PredictedDivergence">By the additive model.</param>
/// <param name="LowerBound">Of the sum of losses, by the linear relaxation.</param>
/// <param name="OptimalDivergence">Sum of losses of the exact answer.</param>
/// <param name="GreedyDivergence">Sum of losses of the greedy answer.</param>
/// <param name="UniformBits">Where no mixture was better than one width everywhere.</param>
public sealed record CurvePoint(
    long Cost, double MeanBits, ModelLoss Loss, double PredictedDivergence, double LowerBound, double OptimalDivergence, double GreedyDivergence, int? UniformBits)
{
    public static CurvePoint From<TModel>(BudgetOutcome<TModel> outcome) where TModel : IMixedModel => new(
        outcome.Cost, outcome.Model.MeanBits, outcome.Loss, outcome.PredictedDivergence, outcome.LowerBound, outcome.OptimalDivergence, outcome.GreedyDivergence, outcome.UniformBits);
}
