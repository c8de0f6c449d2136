using System.Text.RegularExpressions;
using HwAgent.Core.Compression;
using HwAgent.Core.Compression.Pruning;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Tests.Compression;

public sealed partial class CompressorTests
{
    private static readonly DecoderWeights Model = RandomModels.Decoder();
    private static readonly IReadOnlyList<TokenSequence> Calibration = RandomModels.Sequences(4, 24, 51), HeldOut = RandomModels.Sequences(2, 24, 52);

    /// <summary>The plan that a search wrote gives the same model without the search.</summary>
    [Fact]
    public void Run_PlanOfABudget_GivesTheSameModel()
    {
        var searched = Run(new CompressionRequest { Budget = CompressionBudget.Parse("55%"), PrunedShare = 0.2, PrunedBlocks = 1, CurvePoints = 2 });
        var planned = Run(new CompressionRequest { Plan = searched.Plan });

        Assert.True(searched.Cost <= 0.55 * searched.FullCost);
        Assert.Equal(2, searched.Model.Skeleton.Blocks.Count);
        foreach (var (matrix, linear) in searched.Model.Matrices)
        {
            Assert.Equal(linear.RowBits, planned.Model.Matrices[matrix].RowBits);
            Assert.Equal(linear.Values, planned.Model.Matrices[matrix].Values);
        }

        Assert.Equal(searched.Calibration, planned.Calibration);
        Assert.Equal(searched.HeldOut, planned.HeldOut);
    }

    /// <summary>Behind pruning the parts still add up: what pruning cost is counted once, not once a unit.</summary>
    [Fact]
    public void Run_PrunedModel_IsPredictedFromWhatPruningCost()
    {
        var found = Run(new CompressionRequest { Budget = CompressionBudget.Parse("95%"), PrunedBlocks = 1, CurvePoints = 3 });
        Assert.True(found.Calibration.Pruned!.Divergence > 0.01);
        foreach (var point in found.Curve.Append(found.Chosen!)) Assert.InRange(point.Loss.Divergence / point.PredictedDivergence, 0.5, 2);
    }

    /// <summary>What a report shows of mixtures against one width everywhere, at the sizes of the latter; at that of the narrowest there is no choice.</summary>
    [Fact]
    public void Run_Curve_HasAMixtureNoWorseThanEachUniformModelOfItsSize()
    {
        var found = Run(new CompressionRequest { Budget = CompressionBudget.Parse("60%"), CurvePoints = 2 });
        Assert.Equal([2, 3, 4, 8], found.Uniform.Select(uniform => uniform.Bits));
        foreach (var uniform in found.Uniform.Skip(1))
            Assert.Contains(found.Curve, point => point.Cost <= uniform.Cost && point.Loss.Divergence <= uniform.Loss.Divergence);
        Assert.Equal(5, found.Curve.Count);
        Assert.Equal(8, found.Curve[^1].UniformBits);
        Assert.Equal(found.Curve.Select(point => point.Cost).Order(), found.Curve.Select(point => point.Cost));
    }

    [Fact]
    public void Run_BudgetOfOperations_IsKeptInOperations()
    {
        var cost = new BitOperationCost();
        var found = Run(new CompressionRequest { Budget = CompressionBudget.Parse("50%"), Cost = cost, CurvePoints = 0 });
        // A token multiplies every weight of a tied model once, 8 bits by 8.
        Assert.Equal(64 * Model.Blocks.Sum(block => 2 * block.Query.Values.Length + 2 * block.Key.Values.Length + 3 * block.Up.Values.Length) + 64 * Model.Head.Values.Length, found.FullCost);
        Assert.Equal(found.Model.Cost(cost), found.Cost);
        Assert.True(found.Cost <= found.FullCost / 2);
    }

    [Fact]
    public void Run_WhatCannotBe_Throws()
    {
        var plan = new CompressionPlan(32, true, 8, [], PruningPlan.Everything(Model));
        Assert.Throws<ArgumentException>(() => Run(new CompressionRequest()));
        Assert.Throws<ArgumentException>(() => Run(new CompressionRequest { Plan = plan, Budget = CompressionBudget.Parse("50%") }));
        Assert.Throws<ArgumentException>(() => Run(new CompressionRequest { Plan = plan, PrunedShare = 0.1 }));
        Assert.Throws<ArgumentException>(() => Run(new CompressionRequest { Budget = CompressionBudget.Parse("1KB") }));
        Assert.Throws<ArgumentException>(() => Run(new CompressionRequest { Budget = CompressionBudget.Parse("4bits"), Cost = new BitOperationCost() }));
        Assert.Throws<ArgumentException>(() => Run(new CompressionRequest { Budget = CompressionBudget.Parse("80%"), PrunedBlocks = 3 }));
        Assert.Throws<ArgumentException>(() => Run(new CompressionRequest { Budget = CompressionBudget.Parse("80%"), PrunedBlocks = -1 }));
    }

    /// <summary>Nothing is measured for a budget that nothing fits; the one that the message names is kept.</summary>
    [Fact]
    public void Run_BudgetThatNothingFits_IsRefusedBeforeAnythingIsMeasured()
    {
        var steps = new List<string>();
        var refused = Assert.Throws<ArgumentException>(() => Run(new CompressionRequest { Budget = CompressionBudget.Parse("10%"), CurvePoints = 0 }, (_, _, step) => steps.Add(step)));
        Assert.Empty(steps);
        var least = LeastBudget().Match(refused.Message).Value;
        var found = Run(new CompressionRequest { Budget = CompressionBudget.Parse(least), CurvePoints = 0 });
        Assert.True(found.Cost <= found.Budget);
    }

    [GeneratedRegex(@"[0-9.]+%")]
    private static partial Regex LeastBudget();

    private static CompressionResult Run(CompressionRequest request, Action<int, int, string>? progress = null)
    {
        using var workers = new IntegerWorkers(1);
        return new Compressor(new GreedyAllocator(), workers, progress).Run(Model, Calibration, HeldOut, request, TestContext.Current.CancellationToken);
    }
}
