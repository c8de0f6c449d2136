using HwAgent.Core.Models;

namespace HwAgent.Core.Compression.Pruning;

/// <summary>What is kept of a decoder. Numbers are those of the model before pruning, ascending.</summary>
/// <param name="Blocks">The blocks that are kept.</param>
/// <param name="HeadGroups">For each kept block the key-value heads that are kept, each with its query heads.</param>
/// <param name="Channels">For each kept block the MLP channels that are kept.</param>
public sealed record PruningPlan(IReadOnlyList<int> Blocks, IReadOnlyList<IReadOnlyList<int>> HeadGroups, IReadOnlyList<IReadOnlyList<int>> Channels)
{
    /// <summary>Keeps everything.</summary>
    public static PruningPlan Everything(DecoderWeights model) => new(
        [.. Enumerable.Range(0, model.Blocks.Count)],
        [.. model.Blocks.Select(block => (IReadOnlyList<int>)[.. Enumerable.Range(0, block.Key.Outputs / model.Config.HeadSize)])],
        [.. model.Blocks.Select(block => (IReadOnlyList<int>)[.. Enumerable.Range(0, block.Intermediate)])]);

    /// <summary>The same plan, which keeps every block, with fewer heads and channels.</summary>
    /// <param name="removed">Of the model before pruning, of one component.</param>
    public PruningPlan Without(IEnumerable<PrunableStructure> removed)
    {
        var gone = removed.SelectMany(structure => structure.Members, (structure, member) => (structure.Block, structure.IsHeadGroup, member)).ToHashSet();
        return this with
        {
            HeadGroups = [.. HeadGroups.Select((groups, block) => (IReadOnlyList<int>)[.. groups.Where(group => !gone.Contains((block, true, group)))])],
            Channels = [.. Channels.Select((channels, block) => (IReadOnlyList<int>)[.. channels.Where(channel => !gone.Contains((block, false, channel)))])],
        };
    }

    /// <summary>The same plan with fewer blocks.</summary>
    /// <param name="removed">Numbers of blocks before pruning.</param>
    public PruningPlan WithoutBlocks(IReadOnlyCollection<int> removed)
    {
        int[] kept = [.. Enumerable.Range(0, Blocks.Count).Where(i => !removed.Contains(Blocks[i]))];
        return new PruningPlan([.. kept.Select(i => Blocks[i])], [.. kept.Select(i => HeadGroups[i])], [.. kept.Select(i => Channels[i])]);
    }
}
