using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>Names one matrix of a model.</summary>
/// <param name="Component">Part of the model.</param>
/// <param name="Block">Number of the block; the count of blocks for embedding and head.</param>
/// <param name="Kind">Which one.</param>
public readonly record struct WeightMatrix(ModelComponent Component, int Block, DecoderModule Kind)
{
    /// <summary>The module that it belongs to.</summary>
    public ModuleKind Module => Kind switch
    {
        DecoderModule.Query or DecoderModule.Key or DecoderModule.Value => ModuleKind.QueryKeyValue,
        DecoderModule.Output => ModuleKind.AttentionOutput,
        DecoderModule.Gate or DecoderModule.Up => ModuleKind.GateUp,
        DecoderModule.Down => ModuleKind.Down,
        DecoderModule.Embedding => ModuleKind.Embedding,
        _ => ModuleKind.Head,
    };

    /// <summary>Where its input is observed; null for a decoder's embedding, which reads token ids.</summary>
    public ActivationSite? Input => Module switch
    {
        ModuleKind.QueryKeyValue => new(Component, Block, ActivationKind.AttentionInput),
        ModuleKind.AttentionOutput => new(Component, Block, ActivationKind.AttentionOutput),
        ModuleKind.GateUp => new(Component, Block, ActivationKind.MlpInput),
        ModuleKind.Down => new(Component, Block, ActivationKind.DownInput),
        ModuleKind.Head => new(Component, Block, ActivationKind.HeadInput),
        ModuleKind.Embedding when Component == ModelComponent.VisionEncoder => new(Component, 0, ActivationKind.PatchInput),
        _ => null,
    };

    public override string ToString() => Kind is DecoderModule.Embedding or DecoderModule.Head ? $"{Component}.{Kind}" : $"{Component}.{Block}.{Kind}";
}
