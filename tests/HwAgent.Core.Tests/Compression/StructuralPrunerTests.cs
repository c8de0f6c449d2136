using HwAgent.Core.Compression;
using HwAgent.Core.Compression.Pruning;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Compression;

public sealed class StructuralPrunerTests
{
    private static readonly DecoderWeights Model = RandomModels.Decoder();
    private static readonly IReadOnlyList<TokenSequence> Sequences = RandomModels.Sequences(4, 24, 2);
    private static readonly PruningStatistics Statistics = PruningStatistics.Collect(Model, Sequences);

    /// <summary>
    /// The masked model keeps every shape: pruned inputs of the output projections have zero weights, and their mean contribution stands in the bias.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Apply_HeadsAndChannels_EqualsTheMaskedModel(bool compensated)
    {
        var plan = new PruningPlan([0, 1, 2], [[0], [0, 1], [1]], [[.. Enumerable.Range(0, 40)], [.. Enumerable.Range(8, 40)], [1, 3, 5, 7, 9, 11, 13, 15]]);
        var pruned = StructuralPruner.Apply(Model, plan, compensated ? Statistics : null);
        var masked = Masked(plan, compensated);

        Assert.Equal([16, 32, 16], pruned.Blocks.Select(block => block.Query.Outputs));
        Assert.Equal([8, 16, 8], pruned.Blocks.Select(block => block.Key.Outputs));
        Assert.Equal([40, 40, 8], pruned.Blocks.Select(block => block.Intermediate));
        var (expected, found) = (Logits(masked), Logits(pruned));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-4);
    }

    [Fact]
    public void Apply_WithoutABlock_EqualsTheModelBuiltWithoutIt()
    {
        var pruned = StructuralPruner.Apply(Model, PruningPlan.Everything(Model).WithoutBlocks([1]), Statistics);
        Assert.Equal(2, pruned.Config.Layers);
        Assert.Equal(Logits(Model with { Blocks = [Model.Blocks[0], Model.Blocks[2]], Config = Model.Config with { Layers = 2 } }), Logits(pruned));
    }

    /// <summary>Compensation replaces an input by its mean, so over the calibration rows the projection's mean output stays what it was.</summary>
    [Fact]
    public void Apply_Compensation_KeepsTheMeanOutputOfTheFirstPrunedProjection()
    {
        var plan = PruningPlan.Everything(Model) with { HeadGroups = [[1], [0, 1], [0, 1]] };
        var before = MeanAttentionResidual(Model);
        var with = MeanAttentionResidual(StructuralPruner.Apply(Model, plan, Statistics));
        var without = MeanAttentionResidual(StructuralPruner.Apply(Model, plan, null));
        for (var i = 0; i < before.Length; i++) Assert.Equal(before[i], with[i], 1e-4);
        Assert.True(before.Zip(without).Max(pair => Math.Abs(pair.First - pair.Second)) > 1e-2);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void Select_Share_SavesItWithinAStructureAndKeepsMultiples(double share)
    {
        var cost = new ByteCost(0);
        var structures = StructureScores.Of(Model, Statistics, 8, cost);
        var plan = StructuralPruner.Select(Model, structures, share);

        var kept = structures.Where(s => (s.IsHeadGroup ? plan.HeadGroups : plan.Channels)[s.Block].Contains(s.Members[0])).ToList();
        var saved = 1 - kept.Sum(s => s.Cost) / structures.Sum(s => (double)s.Cost);
        if (share < 0.9) Assert.Equal(share, saved, structures.Max(s => s.Cost) / structures.Sum(s => (double)s.Cost));
        Assert.All(plan.Channels, channels => Assert.True(channels.Count > 0 && channels.Count % 8 == 0));
        Assert.All(plan.HeadGroups, groups => Assert.NotEmpty(groups));
    }

    /// <summary>A channel whose input never changes can be replaced by its mean without any loss: it must go first.</summary>
    [Fact]
    public void Select_ChannelsWithConstantInput_GoFirst()
    {
        var block = Model.Blocks[1];
        var up = block.Up with { Values = [.. block.Up.Values] };
        foreach (var channel in (int[])[5, 17, 30, 44]) up.Values.AsSpan(channel * up.Inputs, up.Inputs).Clear(); // act(gate) * 0
        var model = Model with { Blocks = [Model.Blocks[0], block with { Up = up }, Model.Blocks[2]] };
        var structures = StructureScores.Of(model, PruningStatistics.Collect(model, Sequences), 4, new ByteCost(0));

        Assert.Equal([5, 17, 30, 44], structures.Where(s => s is { Block: 1, IsHeadGroup: false }).MinBy(s => s.Score)!.Members);
    }

    /// <summary>A block that adds nothing leaves the residual stream as it is.</summary>
    [Fact]
    public void BlockInfluence_BlockThatAddsNothing_IsZeroAndTheSmallest()
    {
        var idle = Model.Blocks[1] with { Output = Zeros(Model.Blocks[1].Output), Down = Zeros(Model.Blocks[1].Down) };
        var influence = PruningStatistics.Collect(Model with { Blocks = [Model.Blocks[0], idle, Model.Blocks[2]] }, Sequences).BlockInfluence;
        Assert.Equal(0, influence[1], 1e-6);
        Assert.True(influence[0] > 0.01 && influence[2] > 0.01);
    }

    [Fact]
    public void Apply_PlanThatDoesNotFit_Throws()
    {
        var all = PruningPlan.Everything(Model);
        Assert.Throws<ArgumentException>(() => StructuralPruner.Apply(Model, all with { Blocks = [0, 1, 3] }, Statistics));
        Assert.Throws<ArgumentException>(() => StructuralPruner.Apply(Model, all with { HeadGroups = [[0], [], [1]] }, Statistics));
        Assert.Throws<ArgumentException>(() => StructuralPruner.Apply(Model, all with { Channels = [[1, 0], [1], [2]] }, Statistics));
        Assert.Throws<ArgumentException>(() => StructuralPruner.Apply(Model, all with { Channels = [[1], [2]] }, Statistics));
    }

    private static LinearWeights Zeros(LinearWeights layer) => layer with { Values = new float[layer.Values.Length] };

    private static DecoderWeights Masked(PruningPlan plan, bool compensated) => Model with
    {
        Blocks =
        [
            .. Model.Blocks.Select((block, i) => block with
            {
                Output = Mask(block.Output, column => plan.HeadGroups[i].Contains(column / 16), compensated ? Means(i, ActivationKind.AttentionOutput) : null),
                Down = Mask(block.Down, column => plan.Channels[i].Contains(column), compensated ? Means(i, ActivationKind.DownInput) : null),
            }),
        ],
    };

    private static LinearWeights Mask(LinearWeights layer, Func<int, bool> isKept, double[]? means)
    {
        var values = (float[])layer.Values.Clone();
        var bias = new float[layer.Outputs];
        for (var row = 0; row < layer.Outputs; row++)
        {
            for (var column = 0; column < layer.Inputs; column++)
            {
                if (isKept(column)) continue;
                if (means is not null) bias[row] += (float)(layer.Row(row)[column] * means[column]);
                values[row * layer.Inputs + column] = 0;
            }
        }

        return layer with { Values = values, Bias = bias };
    }

    /// <summary>Means of a place, computed beside the statistics under test.</summary>
    private static double[] Means(int block, ActivationKind kind)
    {
        var rows = Recorded(Model, block, kind);
        return [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Average(row => (double)row[i]))];
    }

    private static double[] MeanAttentionResidual(DecoderWeights model)
    {
        var rows = Recorded(model, 0, ActivationKind.AttentionResidual);
        return [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Average(row => (double)row[i]))];
    }

    private static List<float[]> Recorded(DecoderWeights model, int block, ActivationKind kind)
    {
        var recorder = new RowRecorder(new ActivationSite(ModelComponent.LanguageModel, block, kind));
        foreach (var sequence in Sequences)
        {
            using var session = new ReferenceDecoder(model, recorder).Start(sequence.Tokens.Count);
            session.Append([.. sequence.Tokens], []);
        }

        return recorder.Rows;
    }

    private static float[] Logits(DecoderWeights model)
    {
        var tokens = Sequences[0].Tokens.ToArray();
        var logits = new float[tokens.Length * model.Config.VocabularySize];
        using var session = new ReferenceDecoder(model).Start(tokens.Length);
        session.Append(tokens, logits);
        return logits;
    }
}
