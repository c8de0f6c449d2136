namespace HwAgent.Dataflow.Fusion;

/// <summary>A tensor of which a tile of rows stays in the shared buffer.</summary>
/// <param name="Tensor">Index in the segment.</param>
/// <param name="From">First operator at which it is there.</param>
/// <param name="To">Last operator at which it is there.</param>
internal readonly record struct ResidentTensor(int Tensor, int From, int To);
