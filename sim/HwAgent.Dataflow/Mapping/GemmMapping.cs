namespace HwAgent.Dataflow.Mapping;

/// <summary>
/// Blocking of one matrix product: an output block of <paramref name="BlockRows"/> x <paramref name="BlockColumns"/> is summed
/// on chip over chunks of <paramref name="BlockDepth"/> input channels. Edges are ragged: the last block or chunk takes what is left.
/// </summary>
/// <param name="BlockRows">Rows of M in a block.</param>
/// <param name="BlockColumns">Columns of N in a block, a multiple of the array's columns (the last block excepted).</param>
/// <param name="BlockDepth">Input channels in a chunk, a multiple of the depth granule unless it covers all of K.</param>
/// <param name="Order">Order of the block loops.</param>
public sealed record GemmMapping(int BlockRows, int BlockColumns, int BlockDepth, BlockOrder Order);
