using HwAgent.Core.Compression;
using HwAgent.Core.Compression.Pruning;
using HwAgent.Core.Models;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>What pruning left of each block.</summary>
internal sealed record CompressionPruningView(IReadOnlyList<PrunedBlockRow> Rows)
{
    public static CompressionPruningView From(CompressionResult result) => new([.. result.Pruning.SelectMany(Of)]);

    private static IEnumerable<PrunedBlockRow> Of(ComponentPruning pruning) => pruning.BlockInfluence.Select((influence, block) =>
    {
        var kept = pruning.Kept;
        var index = kept.Blocks.Index().Where(entry => entry.Item == block).Select(entry => (int?)entry.Index).FirstOrDefault();
        return new PrunedBlockRow(
            pruning.Component == ModelComponent.VisionEncoder ? $"vision {NumberText.Count(block)}" : NumberText.Count(block), NumberText.Significant(influence, 3), index is null ? "taken out" : "kept",
            index is { } i ? NumberText.Count(kept.HeadGroups[i].Count) : NumberText.None, index is { } k ? NumberText.Count(kept.Channels[k].Count) : NumberText.None);
    });
}
