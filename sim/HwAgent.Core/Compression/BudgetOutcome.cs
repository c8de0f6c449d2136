namespace HwAgent.Core.Compression;

/// <summary>What a budget buys.</summary>
/// <typeparam name="TModel">A decoder or a pair.</typeparam>
/// <param name="Budget">In the cost's unit.</param>
/// <param name="Model">The best, by measured divergence on the calibration sequences, of the exact answer, of that with one width a module, and of the uniform models that fit.</param>
/// <param name="Widths">The width of each unit in <see cref="Model"/>.</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Loss">Its measured loss.</param>
/// <param name="PredictedDivergence">What the additive model says of it: the divergence before rounding and the sum of the units' losses.</param>
/// <param name="UniformBits">The uniform width, when no mixture was better; null for a mixture.</param>
/// <param name="BestUniform">The best uniform model within the budget, or null when none fits.</param>
/// <param name="LowerBound">No mixture has a smaller sum of losses: the linear relaxation.</param>
/// <param name="OptimalDivergence">Sum of losses of the exact answer.</param>
/// <param name="GreedyDivergence">Sum of losses of the greedy answer.</param>
public sealed record BudgetOutcome<TModel>(
    long Budget, TModel Model, IReadOnlyList<(CompressionUnit Unit, int Bits)> Widths, long Cost, ModelLoss Loss, double PredictedDivergence, int? UniformBits,
    UniformOutcome? BestUniform, double LowerBound, double OptimalDivergence, double GreedyDivergence)
    where TModel : IMixedModel
{
    /// <summary>How far the greedy answer is from the exact one, as a share of the exact one.</summary>
    public double GreedyGap => OptimalDivergence > 0 ? GreedyDivergence / OptimalDivergence - 1 : 0;
}
