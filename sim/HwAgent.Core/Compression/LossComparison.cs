namespace HwAgent.Core.Compression;

/// <summary>Losses of a model in its stages, on the same text.</summary>
/// <param name="Tokens">Predicted tokens.</param>
/// <param name="Original">The float32 model.</param>
/// <param name="Pruned">In float32 after pruning; null when nothing was pruned.</param>
/// <param name="Compressed">With the weights that the integers stand for, computed in float32.</param>
/// <param name="InIntegers">In integers throughout.</param>
public sealed record LossComparison(long Tokens, ModelLoss Original, ModelLoss? Pruned, ModelLoss Compressed, ModelLoss InIntegers);
