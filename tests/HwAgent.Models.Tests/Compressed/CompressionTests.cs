using HwAgent.Core.Compression;
using HwAgent.Core.Compression.Pruning;
using HwAgent.Core.Integer;
using HwAgent.Core.Reference;
using HwAgent.Models.Allocation;

namespace HwAgent.Models.Tests.Compressed;

/// <summary>Compression on a real, pretrained model.</summary>
public sealed class CompressionTests
{
    private static readonly CompressionStudy Study = CompressedStories.Study;

    /// <summary>What a deployment needs to know: 8-bit weights cost nothing that shows, 4-bit weights a little.</summary>
    [Theory]
    [InlineData(8, 1.005)]
    [InlineData(4, 1.15)]
    public void Uniform_Width_KeepsThePerplexityWithin(int bits, double factor)
    {
        var model = Study.Assemble([.. UnitPartition.Modules(Study.Model).Select(unit => (unit, bits))]);
        var found = CompressedStories.HeldOut.Measure(new ReferenceDecoder(model.ToFloat()));
        Assert.InRange(found.Perplexity, 1, factor * CompressedStories.HeldOut.Teacher.Perplexity);
    }

    /// <summary>Error feedback against rounding to nearest, both with searched scales, on text that neither was calibrated on.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Gptq_OnHeldOutText_DivergesLessThanNearest(int bits)
    {
        Assert.True(Divergence(new CompressionSettings()) < 0.9 * Divergence(new CompressionSettings { ErrorFeedback = false }));

        double Divergence(CompressionSettings settings)
        {
            var candidates = QuantisationCandidates.Create(Study.Model, CompressedStories.Calibration, settings with { Widths = [bits] }, cancellation: TestContext.Current.CancellationToken);
            var model = MixedModel.Assemble(Study.Model, candidates, [.. UnitPartition.Modules(Study.Model).Select(unit => (unit, bits))]);
            return CompressedStories.HeldOut.Measure(new ReferenceDecoder(model.ToFloat())).Divergence;
        }
    }

    /// <summary>The additive model orders budgets as the true loss does, and is right within its known optimism.</summary>
    [Fact]
    public void Compress_SeveralBudgets_AreKeptNeverWorseThanUniformAndPredicted()
    {
        long low = Study.Uniform[1].Cost, high = Study.Uniform[3].Cost;
        var previous = double.PositiveInfinity;
        foreach (var share in (double[])[0.03, 0.15, 0.3, 0.5, 0.8])
        {
            var found = Study.Compress(low + (long)(share * (high - low)), new ExactAllocator());
            Assert.True(found.Cost <= found.Budget);
            Assert.All(Study.Uniform.Where(uniform => uniform.Cost <= found.Budget), uniform => Assert.True(found.Loss.Divergence <= uniform.Loss.Divergence));
            Assert.True(found.LowerBound <= found.OptimalDivergence + 1e-9 && found.OptimalDivergence <= found.GreedyDivergence + 1e-9);
            Assert.InRange(found.Loss.Divergence / found.PredictedDivergence, 0.6, 2.5);
            Assert.True(found.Loss.Divergence < previous);
            previous = found.Loss.Divergence;
        }
    }

    /// <summary>The whole chain: mixed widths, static scales, everything in integers. W8A8 within 2 % of float32; a mixture close to its own weights in float.</summary>
    [Theory]
    [InlineData(8, 1.02)]
    [InlineData(null, 1.05)]
    public void Compile_CompressedModel_RunsInIntegersCloseToItsFloatWeights(int? bits, double factor)
    {
        var weights = bits is { } width
            ? Study.Assemble([.. UnitPartition.Modules(Study.Model).Select(unit => (unit, width))])
            : Study.Compress((Study.Uniform[2].Cost + Study.Uniform[3].Cost) / 2, new ExactAllocator()).Model;
        var compressed = CompressedStories.Compress(weights, new CompressionPlan(32, true, 8, [], null));
        using var workers = new IntegerWorkers(1);

        var integer = CompressedStories.HeldOut.MeasureInTurn(compressed.Compile(workers));
        var real = bits is null ? CompressedStories.HeldOut.Measure(new ReferenceDecoder(weights.ToFloat())) : CompressedStories.HeldOut.Teacher;
        Assert.InRange(integer.Perplexity, 1, factor * real.Perplexity);
    }

    /// <summary>A fifth of the structures' bytes goes; the model is smaller by that, and compensated biases bring it closer to its teacher.</summary>
    [Fact]
    public void Prune_AFifth_IsSmallerAndBetterWithCompensation()
    {
        var statistics = PruningStatistics.Collect(Study.Model, CompressedStories.Calibration);
        var structures = StructureScores.Of(Study.Model, statistics, 4, new ByteCost(0));
        var plan = StructuralPruner.Select(Study.Model, structures, 0.2);
        var (with, without) = (StructuralPruner.Apply(Study.Model, plan, statistics), StructuralPruner.Apply(Study.Model, plan, null));

        var blocks = DecoderMatrices.Of(Study.Model).Where(entry => entry.Matrix.Kind != DecoderModule.Head).Sum(entry => (long)entry.Weights.Values.Length);
        var left = DecoderMatrices.Of(with).Where(entry => entry.Matrix.Kind != DecoderModule.Head).Sum(entry => (long)entry.Weights.Values.Length);
        Assert.InRange(left / (double)blocks, 0.77, 0.83);
        Assert.True(CompressedStories.HeldOut.Measure(new ReferenceDecoder(with)).Divergence < CompressedStories.HeldOut.Measure(new ReferenceDecoder(without)).Divergence);
    }

    /// <summary>The scores know something: what they take out first costs less than what they would take out last.</summary>
    [Fact]
    public void Prune_LowestScores_CostLessThanTheHighest()
    {
        var statistics = PruningStatistics.Collect(Study.Model, CompressedStories.Calibration);
        var structures = StructureScores.Of(Study.Model, statistics, 4, new ByteCost(0));
        Assert.True(Divergence(structures) < 0.5 * Divergence([.. structures.Select(structure => structure with { Score = -structure.Score })]));

        double Divergence(IReadOnlyList<PrunableStructure> scored) =>
            CompressedStories.HeldOut.Measure(new ReferenceDecoder(StructuralPruner.Apply(Study.Model, StructuralPruner.Select(Study.Model, scored, 0.15), statistics))).Divergence;
    }
}
