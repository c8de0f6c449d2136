using HwAgent.Core.Models;

namespace HwAgent.Core.Compression.Pruning;

/// <summary>Takes heads, MLP channels and blocks out of a decoder: what is left is a smaller model, not a mask.</summary>
public static class StructuralPruner
{
    /// <summary>Lowest scores first, heads and channels of all blocks together, until the share of the cost is saved. Each block keeps a head group and a group of channels.</summary>
    /// <param name="model">The model.</param>
    /// <param name="structures">What can go, scored.</param>
    /// <param name="share">Part of the summed costs to save, 0 to below 1.</param>
    public static PruningPlan Select(DecoderWeights model, IReadOnlyList<PrunableStructure> structures, double share) => PruningPlan.Everything(model).Without(Lowest(structures, share));

    /// <summary>What goes, by the rule of <see cref="Select"/>: of all components together.</summary>
    /// <param name="structures">What can go, scored.</param>
    /// <param name="share">Part of the summed costs to save, 0 to below 1.</param>
    public static IReadOnlyList<PrunableStructure> Lowest(IReadOnlyList<PrunableStructure> structures, double share)
    {
        if (share is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "The share to prune is 0 or more and below 1.");
        var left = structures.CountBy(structure => (structure.Component, structure.Block, structure.IsHeadGroup)).ToDictionary();
        var target = share * structures.Sum(structure => (double)structure.Cost);
        var removed = new List<PrunableStructure>();
        foreach (var structure in structures.OrderBy(structure => structure.Score).ThenBy(structure => structure.Component).ThenBy(structure => structure.Block))
        {
            if (structure.Cost > 2 * target) continue; // closer to the target without it
            if (target <= 0) break;
            var kind = (structure.Component, structure.Block, structure.IsHeadGroup);
            if (left[kind] == 1) continue;
            left[kind]--;
            target -= structure.Cost;
            removed.Add(structure);
        }

        return removed;
    }

    /// <summary>The smaller model. What pruned inputs contribute on average goes into the bias of the projection that read them (FLAP's compensation).</summary>
    /// <param name="model">The model before pruning.</param>
    /// <param name="plan">What is kept.</param>
    /// <param name="statistics">The means; null leaves the biases alone.</param>
    /// <exception cref="ArgumentException">The plan does not fit the model.</exception>
    public static DecoderWeights Apply(DecoderWeights model, PruningPlan plan, PruningStatistics? statistics)
    {
        Check(model, plan);
        DecoderBlockWeights[] blocks = [.. plan.Blocks.Select((block, i) => Prune(model, block, plan.HeadGroups[i], plan.Channels[i], statistics))];
        return model with { Blocks = blocks, Config = model.Config with { Layers = blocks.Length } };
    }

    private static DecoderBlockWeights Prune(DecoderWeights model, int index, IReadOnlyList<int> groups, IReadOnlyList<int> channels, PruningStatistics? statistics)
    {
        var block = model.Blocks[index];
        int size = model.Config.HeadSize, queryWidth = block.Query.Outputs / (block.Key.Outputs / size);
        int[] queries = [.. groups.SelectMany(group => Enumerable.Range(group * queryWidth, queryWidth))], keys = [.. groups.SelectMany(group => Enumerable.Range(group * size, size))];
        return block with
        {
            Query = Rows(block.Query, queries), Key = Rows(block.Key, keys), Value = Rows(block.Value, keys),
            Output = Columns(block.Output, queries, statistics?.Moments(index, ActivationKind.AttentionOutput)),
            Gate = block.Gate is { } gate ? Rows(gate, channels) : null, Up = Rows(block.Up, channels),
            Down = Columns(block.Down, channels, statistics?.Moments(index, ActivationKind.DownInput)),
        };
    }

    private static LinearWeights Rows(LinearWeights layer, IReadOnlyList<int> kept) => kept.Count == layer.Outputs ? layer : new(
        kept.Count, layer.Inputs, [.. kept.SelectMany(row => layer.Row(row).ToArray())], layer.Bias is { } bias ? [.. kept.Select(row => bias[row])] : null);

    private static LinearWeights Columns(LinearWeights layer, IReadOnlyList<int> kept, ChannelMoments? moments)
    {
        if (kept.Count == layer.Inputs) return layer;
        int[] pruned = [.. Enumerable.Range(0, layer.Inputs).Except(kept)];
        var values = new float[layer.Outputs * kept.Count];
        var bias = moments is null ? layer.Bias : new float[layer.Outputs];
        for (var row = 0; row < layer.Outputs; row++)
        {
            var weights = layer.Row(row);
            for (var i = 0; i < kept.Count; i++) values[row * kept.Count + i] = weights[kept[i]];
            if (moments is null) continue;
            double sum = layer.Bias?[row] ?? 0;
            foreach (var input in pruned) sum += weights[input] * moments.Mean[input];
            bias![row] = (float)sum;
        }

        return new LinearWeights(layer.Outputs, kept.Count, values, bias);
    }

    private static void Check(DecoderWeights model, PruningPlan plan)
    {
        if (plan.HeadGroups.Count != plan.Blocks.Count || plan.Channels.Count != plan.Blocks.Count)
            throw new ArgumentException($"The plan keeps {plan.Blocks.Count} blocks, but lists heads of {plan.HeadGroups.Count} and channels of {plan.Channels.Count}.", nameof(plan));
        Ascending(plan.Blocks, model.Blocks.Count, "blocks");
        for (var i = 0; i < plan.Blocks.Count; i++)
        {
            var block = model.Blocks[plan.Blocks[i]];
            Ascending(plan.HeadGroups[i], block.Key.Outputs / model.Config.HeadSize, $"head groups of block {plan.Blocks[i]}");
            Ascending(plan.Channels[i], block.Intermediate, $"channels of block {plan.Blocks[i]}");
        }
    }

    private static void Ascending(IReadOnlyList<int> kept, int count, string what)
    {
        if (kept.Count == 0 || kept[0] < 0 || kept[^1] >= count || kept.Zip(kept.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ArgumentException($"The kept {what} must be some of 0 to {count - 1}, ascending.");
    }
}
