using HwAgent.Core.Compression;
using HwAgent.Core.Models;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>Blocks by modules: where each value of a compressed model stands in its heat maps.</summary>
internal sealed class ModuleGrid
{
    private static readonly ModuleKind[] InBlock = [ModuleKind.QueryKeyValue, ModuleKind.AttentionOutput, ModuleKind.GateUp, ModuleKind.Down];
    private static readonly ModuleKind[] AtEnds = [ModuleKind.Embedding, ModuleKind.Head];

    /// <summary>Modules of the row, from the first column on.</summary>
    private readonly List<(ModelComponent Component, int Block, ModuleKind[] Modules)> _places = [];
    private readonly List<string> _rows = [];

    private ModuleGrid()
    {
    }

    public IReadOnlyList<string> Rows => _rows;

    public IReadOnlyList<string> Columns { get; } = ["query, key, value", "output", "gate, up", "down"];

    /// <summary>Every block has a row; what stands in no block has the last row of its component, or of an encoder the first.</summary>
    public static ModuleGrid For(CompressionResult result)
    {
        var grid = new ModuleGrid();
        if (result.Vision?.Pair.Skeleton is { } pair)
        {
            grid.Add("patches", ModelComponent.VisionEncoder, pair.Vision.Blocks.Count, AtEnds[..1]);
            for (var i = 0; i < pair.Vision.Blocks.Count; i++) grid.Add($"vision {i}", ModelComponent.VisionEncoder, i, InBlock);
            for (var i = 0; i < pair.Projector.Layers.Count; i++) grid.Add($"projector {i}", ModelComponent.Projector, i, [ModuleKind.GateUp]);
        }

        var blocks = result.Model.Skeleton.Blocks.Count;
        for (var i = 0; i < blocks; i++) grid.Add($"block {i}", ModelComponent.LanguageModel, i, InBlock);
        grid.Add("ends", ModelComponent.LanguageModel, blocks, AtEnds);
        return grid;
    }

    /// <summary>Names what stands in a row where the columns' names do not hold.</summary>
    public string Label(int row, int column) => (_places[row].Component, _places[row].Modules[column]) switch
    {
        (_, ModuleKind.Embedding) => "embed. ",
        (_, ModuleKind.Head) => "head ",
        (ModelComponent.Projector, _) => "layer ",
        _ => "",
    };

    /// <summary>The module of a cell, or null for an empty one.</summary>
    public ModulePlace? At(int row, int column) =>
        _places[row] is var (component, block, modules) && column < modules.Length ? new ModulePlace(component, block, modules[column]) : null;

    /// <summary>The row of a block.</summary>
    public int RowOf(ModelComponent component, int block) => _places.FindIndex(place => place.Component == component && place.Block == block);

    private void Add(string name, ModelComponent component, int block, ModuleKind[] modules)
    {
        _rows.Add(name);
        _places.Add((component, block, modules));
    }
}
