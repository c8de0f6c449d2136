namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>A tile that fits the buffer, and an estimate of what it leads to.</summary>
/// <param name="Use">How the array works on it.</param>
/// <param name="M">Rows.</param>
/// <param name="N">Columns.</param>
/// <param name="K">Length of the sums.</param>
/// <param name="Order">Index of the order of the off-chip loops.</param>
/// <param name="Cycles">Estimate.</param>
/// <param name="Picojoules">Estimate.</param>
internal readonly record struct BufferTile(ArrayUse Use, long M, long N, long K, int Order, double Cycles, double Picojoules);
