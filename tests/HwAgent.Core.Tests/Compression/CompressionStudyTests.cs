using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Compression;

public sealed class CompressionStudyTests
{
    private static readonly IReadOnlyList<TokenSequence> Sequences = RandomModels.Sequences(4, 24, 21);

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(false, 32)]
    public void Compress_EveryBudget_IsKeptAndNoWorseThanUniformOfThatSize(bool tied, int? channelGroupRows)
    {
        var study = Study(RandomModels.Decoder(tied), new CompressionSettings { ChannelGroupRows = channelGroupRows });
        var previous = double.PositiveInfinity;
        for (var step = 0; step <= 6; step++)
        {
            var budget = study.SmallestCost + step * (study.Uniform[^1].Cost - study.SmallestCost) / 6;
            var found = study.Compress(budget, new GreedyAllocator());

            Assert.True(found.Cost <= budget);
            Assert.Equal(found.Model.Cost(study.Cost), found.Cost);
            Assert.All(study.Uniform.Where(uniform => uniform.Cost <= budget), uniform => Assert.True(found.Loss.Divergence <= uniform.Loss.Divergence));
            Assert.Equal(found.Loss, study.Meter.Measure(new ReferenceDecoder(found.Model.ToFloat())));
            Assert.True(found.LowerBound <= found.OptimalDivergence + 1e-12 && found.OptimalDivergence <= previous + 1e-12);
            previous = found.OptimalDivergence;
        }
    }

    /// <summary>A matrix that reads the whole model's rows from one candidate is that candidate; of two, each row is that of its width.</summary>
    [Fact]
    public void Assemble_MixedRows_AreThoseOfTheirWidths()
    {
        var model = RandomModels.Decoder();
        var candidates = Candidates(model, new CompressionSettings());
        var gate = new WeightMatrix(ModelComponent.LanguageModel, 1, DecoderModule.Gate);
        byte[] widths = [.. Enumerable.Repeat((byte)8, 32), .. Enumerable.Repeat((byte)3, 16)];
        var mixed = candidates.Assemble(gate, widths);

        var (wide, narrow, found) = (Dequantisation.ToFloat(candidates.Get(gate, 8)), Dequantisation.ToFloat(candidates.Get(gate, 3)), Dequantisation.ToFloat(mixed));
        Assert.Equal(wide.Values[..(32 * 32)], found.Values[..(32 * 32)]);
        Assert.Equal(narrow.Values[(32 * 32)..], found.Values[(32 * 32)..]);
        Assert.Same(candidates.Get(gate, 4), candidates.Assemble(gate, [.. Enumerable.Repeat((byte)4, 48)]));
    }

    /// <summary>Statistics that do not fit in memory together are collected in several passes, with the same result.</summary>
    [Fact]
    public void Create_LittleMemory_GivesTheSameCandidates()
    {
        var model = RandomModels.Decoder(tied: false);
        var (plenty, little) = (Candidates(model, new CompressionSettings()), Candidates(model, new CompressionSettings { StatisticsBytes = 1 }));
        foreach (var (matrix, _) in DecoderMatrices.Of(model)) Assert.Equal(plenty.Get(matrix, 3).Values, little.Get(matrix, 3).Values);
    }

    /// <summary>Channel groups share out what their matrix loses when it alone is rounded.</summary>
    [Fact]
    public void Sensitivities_OfChannelGroups_AddUpToThoseOfTheirMatrices()
    {
        var model = RandomModels.Decoder();
        var study = Study(model, new CompressionSettings { ChannelGroupRows = 32 });
        var candidates = Candidates(model, new CompressionSettings());
        var matrices = study.Sensitivities.GroupBy(s => s.Unit.Rows[0].Matrix).ToList();
        Assert.Equal(DecoderMatrices.Of(model).Count(), matrices.Count);
        foreach (var matrix in matrices)
        {
            var rounded = DecoderMatrices.Replace(model, (name, weights) => name == matrix.Key ? Dequantisation.ToFloat(candidates.Get(name, 3)) : weights);
            Assert.Equal(study.Meter.Measure(new ReferenceDecoder(rounded)).Divergence, matrix.Sum(s => s.Options[1].Loss), 1e-12);
        }
    }

    /// <summary>Down does not read the first 32 channels: whatever their rows round to is lost on nobody.</summary>
    [Fact]
    public void Sensitivities_OfChannelsThatNobodyReads_AreZero()
    {
        var model = RandomModels.Decoder();
        var down = model.Blocks[0].Down with { Values = [.. model.Blocks[0].Down.Values.Select((value, i) => i % 48 < 32 ? 0 : value)] };
        var study = Study(model with { Blocks = [model.Blocks[0] with { Down = down }, .. model.Blocks.Skip(1)] }, new CompressionSettings { ChannelGroupRows = 32 });
        foreach (var kind in (DecoderModule[])[DecoderModule.Gate, DecoderModule.Up])
        {
            var groups = study.Sensitivities.Where(s => s.Unit.Rows[0].Matrix is { Block: 0 } matrix && matrix.Kind == kind).ToList();
            Assert.Equal([0, 32], groups.Select(s => s.Unit.Rows[0].Start));
            Assert.All(groups[0].Options, option => Assert.Equal(0, option.Loss));
            Assert.All(groups[1].Options, option => Assert.True(option.Loss > 0));
        }
    }

    [Fact]
    public void MixedModel_WithoutAWidthForEveryRow_Throws()
    {
        var model = RandomModels.Decoder();
        var candidates = Candidates(model, new CompressionSettings());
        Assert.Throws<ArgumentException>(() => MixedModel.Assemble(model, candidates, [.. UnitPartition.Modules(model).Skip(1).Select(unit => (unit, 4))]));
    }

    private static CompressionStudy Study(DecoderWeights model, CompressionSettings settings) =>
        CompressionStudy.Create(model, Sequences, new LossMeter(new ReferenceDecoder(model), Sequences), new ByteCost(settings.GroupSize), settings, cancellation: TestContext.Current.CancellationToken);

    private static QuantisationCandidates Candidates(DecoderWeights model, CompressionSettings settings) =>
        QuantisationCandidates.Create(model, Sequences, settings, cancellation: TestContext.Current.CancellationToken);
}
