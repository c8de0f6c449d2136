using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>Names one matrix of a model.</summary>
/// <param name="Component">Part of the model.</param>
/// <param name="Block">Number of the block; the count of blocks for embedding and head.</param>
/// <param name="Kind">Which one.</param>
public readonly record struct WeightMatrix(ModelComponent Component, int Block, WeightKind Kind)
{
    /// <summary>The module that it belongs to.</summary>
    public ModuleKind Module => Kind switch
    {
        WeightKind.Query or WeightKind.Key or WeightKind.Value => ModuleKind.QueryKeyValue,
        WeightKind.AttentionOutput => ModuleKind.AttentionOutput,
        WeightKind.Gate or WeightKind.Up => ModuleKind.GateUp,
        WeightKind.Down => ModuleKind.Down,
        WeightKind.Embedding => ModuleKind.Embedding,
        _ => ModuleKind.Head,
    };

    /// <summary>Where its input is observed; null for the embedding, which reads token ids.</summary>
    public ActivationSite? Input => Module switch
    {
        ModuleKind.QueryKeyValue => new(Component, Block, ActivationKind.AttentionInput),
        ModuleKind.AttentionOutput => new(Component, Block, ActivationKind.AttentionOutput),
        ModuleKind.GateUp => new(Component, Block, ActivationKind.MlpInput),
        ModuleKind.Down => new(Component, Block, ActivationKind.DownInput),
        ModuleKind.Head => new(Component, Block, ActivationKind.HeadInput),
        _ => null,
    };

    public override string ToString() => Kind is WeightKind.Embedding or WeightKind.Head ? $"{Component}.{Kind}" : $"{Component}.{Block}.{Kind}";
}
