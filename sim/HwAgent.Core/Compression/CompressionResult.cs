using HwAgent.Core.Compression.Pruning;
using HwAgent.Core.Integer;

namespace HwAgent.Core.Compression;

/// <summary>A compressed model with what was measured on the way.</summary>
/// <param name="Model">The integer matrices of the decoder.</param>
/// <param name="Activations">The decoder's static scales for the integer runtime.</param>
/// <param name="Plan">What was done; gives the same model again.</param>
/// <param name="CostName">What costs count.</param>
/// <param name="FullCost">Cost of the unpruned model with 8-bit weights.</param>
/// <param name="Cost">Cost of the result.</param>
/// <param name="Budget">In the same unit; null with a plan.</param>
/// <param name="Widths">The width of each unit.</param>
/// <param name="Pruning">What pruning left of each component; empty when nothing was pruned.</param>
/// <param name="Calibration">Losses on the text that everything was chosen on.</param>
/// <param name="HeldOut">Losses on text that played no part; null when there was too little.</param>
/// <param name="Uniform">Baselines, measured on the calibration text; empty with a plan.</param>
/// <param name="Chosen">The budget's point of the curve; null with a plan.</param>
/// <param name="Curve">Further budgets, ascending; empty with a plan.</param>
/// <param name="Sensitivities">What each width of each unit loses; empty with a plan.</param>
public sealed record CompressionResult(
    MixedModel Model, DecoderScales Activations, CompressionPlan Plan, string CostName, long FullCost, long Cost, long? Budget,
    IReadOnlyList<(CompressionUnit Unit, int Bits)> Widths, IReadOnlyList<ComponentPruning> Pruning,
    LossComparison Calibration, LossComparison? HeldOut,
    IReadOnlyList<UniformOutcome> Uniform, CurvePoint? Chosen, IReadOnlyList<CurvePoint> Curve, IReadOnlyList<UnitSensitivity> Sensitivities)
{
    /// <summary>The pair that <see cref="Model"/> is the decoder of; null for a model of text alone.</summary>
    public CompressedVision? Vision { get; init; }

    /// <summary>What an image token counts in the decoder's statistics beside a text token's 1; null for a model of text alone.</summary>
    public double? VisualWeight { get; init; }

    /// <summary>All of it: the pair, or the decoder.</summary>
    public IMixedModel Whole => Vision is { } vision ? vision.Pair : Model;

    /// <summary>Bits a weight, scales included, as a budget of bits counts them.</summary>
    public double StoredBits => 8.0 * Whole.Cost(new ByteCost(Plan.GroupSize)) / Whole.WeightCount;
}
