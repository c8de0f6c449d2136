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

    /// <summary>Channel groups share out what their module loses as a whole.</summary>
    [Fact]
    public void Sensitivities_OfChannelGroups_AddUpToThoseOfTheirModules()
    {
        var model = RandomModels.Decoder();
        var modules = Study(model, new CompressionSettings()).Sensitivities.ToDictionary(s => (s.Unit.Block, s.Unit.Module));
        var groups = Study(model, new CompressionSettings { ChannelGroupRows = 32 }).Sensitivities.GroupBy(s => (s.Unit.Block, s.Unit.Module)).ToList();
        Assert.Equal(modules.Count, groups.Count);
        foreach (var module in groups)
        {
            for (var k = 0; k < 4; k++)
            {
                Assert.Equal(modules[module.Key].Options[k].Cost, module.Sum(s => s.Options[k].Cost));
                Assert.Equal(modules[module.Key].Options[k].Loss, module.Sum(s => s.Options[k].Loss), 1e-12);
            }
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
