using HwAgent.Core.Compression;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>What pruning left of each block.</summary>
internal sealed record CompressionPruningView(IReadOnlyList<PrunedBlockRow> Rows)
{
    public static CompressionPruningView From(CompressionResult result)
    {
        var kept = result.Kept!;
        return new CompressionPruningView([.. result.BlockInfluence.Select((influence, block) =>
        {
            var index = kept.Blocks.Index().Where(entry => entry.Item == block).Select(entry => (int?)entry.Index).FirstOrDefault();
            return new PrunedBlockRow(
                NumberText.Count(block), NumberText.Significant(influence, 3), index is null ? "taken out" : "kept",
                index is { } i ? NumberText.Count(kept.HeadGroups[i].Count) : NumberText.None, index is { } k ? NumberText.Count(kept.Channels[k].Count) : NumberText.None);
        })]);
    }
}
