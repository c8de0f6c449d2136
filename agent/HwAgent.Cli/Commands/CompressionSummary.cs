using HwAgent.Core.Compression;
using HwAgent.Core.Models;

namespace HwAgent.Cli.Commands;

/// <summary>What <c>hwagent compress</c> answers.</summary>
/// <param name="Folder">Where the model lies.</param>
/// <param name="Weights">Weights after pruning.</param>
/// <param name="MeanBits">Mean width of a weight, scales left out.</param>
/// <param name="StoredBits">The same with scales: eight times the stored bytes over the weights, as budgets count.</param>
/// <param name="ComponentBits">Of each component of a pair; null for a model of text alone.</param>
/// <param name="VisualWeight">What an image token counts in the statistics beside a text token's 1; null for a model of text alone.</param>
/// <param name="CostName">What costs count.</param>
/// <param name="Cost">Of the result.</param>
/// <param name="Budget">Null with a plan.</param>
/// <param name="EightBitCost">Of the unpruned model with 8-bit weights.</param>
/// <param name="PredictedDivergence">By the additive model; null with a plan.</param>
/// <param name="LowerBound">Of the prediction; null with a plan.</param>
/// <param name="GreedyGap">Of the greedy allocation to the exact one, as a share; null with a plan.</param>
/// <param name="UniformBits">Where no mixture was better than one width everywhere.</param>
/// <param name="Calibration">Measured on the text that everything was chosen on.</param>
/// <param name="HeldOut">Measured on text that played no part; null when there was too little.</param>
/// <param name="Uniform">Baselines on the calibration text.</param>
/// <param name="Curve">Further budgets on the calibration text.</param>
internal sealed record CompressionSummary(
    string Folder, long Weights, double MeanBits, double StoredBits, IReadOnlyDictionary<string, double>? ComponentBits, double? VisualWeight, string CostName, long Cost, long? Budget, long EightBitCost,
    double? PredictedDivergence, double? LowerBound, double? GreedyGap, int? UniformBits,
    LossComparison Calibration, LossComparison? HeldOut, IReadOnlyList<UniformOutcome> Uniform, IReadOnlyList<CurvePoint> Curve)
{
    public static CompressionSummary From(CompressionResult result, string folder) => new(
        folder, result.Whole.WeightCount, result.Whole.MeanBits, result.StoredBits, Components(result), result.VisualWeight, result.CostName, result.Cost, result.Budget, result.FullCost,
        result.Chosen?.PredictedDivergence, result.Chosen?.LowerBound,
        result.Chosen is { OptimalDivergence: > 0 } chosen ? chosen.GreedyDivergence / chosen.OptimalDivergence - 1 : null, result.Chosen?.UniformBits,
        result.Calibration, result.HeldOut, result.Uniform, result.Curve);

    /// <summary>For people.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Folder}: {Weights:N0} weights of {MeanBits:0.00} bits on average ({StoredBits:0.00} with scales), {Cost:N0} {CostName}, {100.0 * Cost / EightBitCost:0.0} % of the model in 8 bits";
        if (Budget is { } budget) yield return $"budget {budget:N0} {CostName}{(UniformBits is { } bits ? $"; {bits} bits everywhere: no mixture found is better here" : "")}";
        if (ComponentBits is { } components) yield return string.Join(", ", components.Select(component => $"{component.Key} {component.Value:0.00} bits"));
        foreach (var (name, losses) in new[] { ("calibration text", Calibration), ("held-out text", HeldOut) })
        {
            if (losses is null) continue;
            var pruned = losses.Pruned is { } loss ? $", pruned {loss.Perplexity:0.0000}" : "";
            yield return $"perplexity on {losses.Tokens:N0} tokens of {name}: {losses.Original.Perplexity:0.0000} in float32{pruned}, {losses.Compressed.Perplexity:0.0000} with the compressed weights, {losses.InIntegers.Perplexity:0.0000} in integers";
        }
    }

    private static OrderedDictionary<string, double>? Components(CompressionResult result) => result.Vision is null ? null : new OrderedDictionary<string, double>
    {
        ["visionEncoder"] = result.Whole.ComponentBits(ModelComponent.VisionEncoder),
        ["projector"] = result.Whole.ComponentBits(ModelComponent.Projector),
        ["languageModel"] = result.Whole.ComponentBits(ModelComponent.LanguageModel),
    };
}
