using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression.Pruning;

/// <summary>Prunes the vision encoder and the decoder of a pair for one budget: blocks, heads and channels of both compete.</summary>
/// <param name="request">What is asked for, or a plan that says what is kept.</param>
/// <param name="cost">What is to be saved.</param>
/// <param name="progress">Told the step under way; or null.</param>
internal sealed class PairPruner(CompressionRequest request, IUnitCost cost, Action<int, int, string>? progress)
{
    /// <summary>The smaller pair; the same one, and no pruning, when nothing is asked for.</summary>
    /// <param name="pair">All blocks of its tower run.</param>
    /// <param name="calibration">What is observed.</param>
    /// <exception cref="ArgumentException">Too many blocks are to go, or the plan does not fit.</exception>
    public (VisionLanguageWeights Pair, IReadOnlyList<ComponentPruning> Pruning) Run(VisionLanguageWeights pair, ImageTextCalibration calibration)
    {
        var isGiven = request.Plan is { Kept: not null } or { KeptVision: not null };
        var isAsked = request.IsPruningAsked;
        if (isGiven && isAsked) throw new ArgumentException("The plan says what pruning keeps; no share or count can be asked for beside it.");
        if (!isGiven && !isAsked) return (pair, []);
        var encoder = VisionCompiler.AsDecoder(pair.Vision, pair.Vision.Blocks.Count);
        // Each component keeps a block.
        var most = encoder.Blocks.Count + pair.Decoder.Blocks.Count - 2;
        if (request.PrunedBlocks < 0 || request.PrunedBlocks > most)
            throw new ArgumentException($"Of {encoder.Blocks.Count} blocks of the encoder and {pair.Decoder.Blocks.Count} of the decoder, 0 to {most} can be taken out, not {request.PrunedBlocks}.");
        progress?.Invoke(0, 0, "pruning");
        var (image, text) = (new PruningStatistics(ModelComponent.VisionEncoder, encoder.Blocks.Count), new PruningStatistics(ModelComponent.LanguageModel, pair.Decoder.Blocks.Count));
        calibration.Observe(pair, image, text);
        (ModelComponent Component, DecoderWeights Model, PruningStatistics Statistics)[] parts = [(ModelComponent.VisionEncoder, encoder, image), (ModelComponent.LanguageModel, pair.Decoder, text)];
        PruningPlan[] plans = isGiven
            ? [request.Plan!.KeptVision ?? PruningPlan.Everything(encoder), request.Plan.Kept ?? PruningPlan.Everything(pair.Decoder)]
            : Choose(parts);
        var pruned = pair.WithVisionBlocks(StructuralPruner.Apply(encoder, plans[0], image).Blocks) with { Decoder = StructuralPruner.Apply(pair.Decoder, plans[1], text) };
        return (pruned with { Config = pruned.Config with { Decoder = pruned.Decoder.Config } }, [.. parts.Zip(plans, (part, plan) => new ComponentPruning(part.Component, plan, part.Statistics.BlockInfluence))]);
    }

    private PruningPlan[] Choose((ModelComponent Component, DecoderWeights Model, PruningStatistics Statistics)[] parts)
    {
        var left = parts.ToDictionary(part => part.Component, part => part.Model.Blocks.Count);
        var blocks = new HashSet<(ModelComponent Component, int Block)>();
        foreach (var (component, block, _) in parts
            .SelectMany(part => part.Statistics.BlockInfluence.Select((influence, block) => (part.Component, Block: block, Influence: influence)))
            .OrderBy(candidate => candidate.Influence).ThenBy(candidate => candidate.Component).ThenBy(candidate => candidate.Block))
        {
            if (blocks.Count == request.PrunedBlocks) break;
            if (left[component] == 1) continue;
            left[component]--;
            blocks.Add((component, block));
        }

        var structures = parts.SelectMany(part => StructureScores.Of(part.Model, part.Statistics, request.ChannelMultiple, cost, part.Component))
            .Where(structure => !blocks.Contains((structure.Component, structure.Block))).ToList();
        var removed = StructuralPruner.Lowest(structures, request.PrunedShare);
        return
        [
            .. parts.Select(part => PruningPlan.Everything(part.Model).Without(removed.Where(structure => structure.Component == part.Component))
                .WithoutBlocks([.. blocks.Where(block => block.Component == part.Component).Select(block => block.Block)])),
        ];
    }
}
