namespace HwAgent.Dataflow.Analysis;

/// <summary>A part of the pipeline, down to the steps of the multipliers.</summary>
/// <param name="Kind">What it begins with.</param>
/// <param name="At">The index of the loop, or the level of the exchange.</param>
/// <param name="Dimension">Of a loop.</param>
/// <param name="IsSummed">Whether the loop's dimension is summed over.</param>
internal readonly record struct PipelinePart(PipelinePartKind Kind, int At, int Dimension, bool IsSummed);
