using HwAgent.Core.Compression;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>Blocks by modules: where each value of a compressed decoder stands in its heat maps.</summary>
internal sealed record ModuleGrid(IReadOnlyList<string> Rows, IReadOnlyList<string> Columns)
{
    private static readonly ModuleKind[] InBlock = [ModuleKind.QueryKeyValue, ModuleKind.AttentionOutput, ModuleKind.GateUp, ModuleKind.Down];

    /// <param name="blocks">Blocks of the model; embedding and head stand in a last row.</param>
    public static ModuleGrid For(int blocks) => new(
        [.. Enumerable.Range(0, blocks).Select(block => $"block {block}"), "ends"], ["query, key, value", "output", "gate, up", "down"]);

    /// <summary>Names what stands in the last row, where the columns' names do not hold.</summary>
    public string Label(int row, int column) => row < Rows.Count - 1 ? "" : column == 0 ? "embedding " : "head ";

    /// <summary>Block and module of a cell; the last row has the embedding and the head in its first two cells.</summary>
    public (int Block, ModuleKind Module)? At(int row, int column) => row < Rows.Count - 1 ? (row, InBlock[column]) : column switch
    {
        0 => (row, ModuleKind.Embedding),
        1 => (row, ModuleKind.Head),
        _ => null,
    };
}
