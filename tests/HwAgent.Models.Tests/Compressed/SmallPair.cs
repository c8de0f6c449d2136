using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Models.Tests.Vision;

namespace HwAgent.Models.Tests.Compressed;

/// <summary>The tiny LLaVA, compressed to rows of every width with a pruned encoder; made once for all tests.</summary>
internal static class SmallPair
{
    public static CompressedModel Model { get; } = Create();

    private static CompressedModel Create()
    {
        var (pair, seeded) = (TinyLlava.Weights(), new SeededWeights(3));
        var examples = new ImageTextCalibration([.. Enumerable.Range(0, 3).Select(i => new ImageTextExample(seeded.Normal(3 * 16 * 16, 1), [3 + i, 40, 7 * i, 9], [1]))], VisualBudget.Full);
        int[] widths = [3, 8, 4, 2];
        PlannedWidth[] lines =
        [
            .. UnitPartition.ChannelGroups(VisionMatrices.Of(pair.WithoutUnread()), 32)
                .Where(unit => unit.Component != ModelComponent.VisionEncoder || unit.Block == 2)
                .Select((unit, i) => new PlannedWidth(unit.Component, unit.Block, unit.Module, unit.Rows[0].Matrix.Kind, unit.Rows[0].Start, null, widths[i % 4])),
        ];
        // The encoder's first block loses a head and 16 channels; its blocks stay at eight bits.
        var kept = new Core.Compression.Pruning.PruningPlan([0, 1], [[0, 2, 3], [0, 1, 2, 3]], [[.. Enumerable.Range(16, 32)], [.. Enumerable.Range(0, 48)]]);
        using var workers = new IntegerWorkers(1);
        var result = new PairCompressor(new GreedyAllocator(), workers).Run(pair, examples, null, new CompressionRequest { Plan = new CompressionPlan(32, true, 8, lines, null, kept) });
        return new CompressedModel(result.Model, result.Activations, result.Plan, new CompressionProvenance("0.0.0", "hwagent compress", 1, [new InputFile("model.safetensors", new string('0', 64))])) { Vision = result.Vision };
    }
}
