namespace HwAgent.Dataflow.Compilation;

/// <summary>A block of a product: which rows, which columns.</summary>
internal readonly record struct BlockPlace(int RowBlock, int ColumnBlock);
