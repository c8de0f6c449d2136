namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>A tile whose sums leave the array.</summary>
/// <param name="IsFinal">The last tile of its block.</param>
/// <param name="IsFirst">Its sums start here: the first tile in depth (always, when outputs are stationary).</param>
/// <param name="IsLast">Its sums are complete with it.</param>
/// <param name="Parameter">Word of the parameter memory.</param>
/// <param name="Row">Word of its first row in the accumulators and in the output half.</param>
/// <param name="Rows">Rows of the block from its first one on.</param>
internal readonly record struct WalkTile(bool IsFinal, bool IsFirst, bool IsLast, int Parameter, int Row, int Rows);
