using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.UnitCosts;

namespace HwAgent.Dataflow.Tests.UnitCosts;

public class MappedUnitCostTests
{
    private static readonly AcceleratorParameters Chip = new() { MinWeightBits = 2, ActivationWords = 256, WeightWords = 2048, OutputRows = 512, AccumulatorRows = 512, ParameterTiles = 16 };
    private static readonly MemoryTiming Memory = new(40, 1, 1);
    private static readonly WeightMatrix Up = new(ModelComponent.LanguageModel, 0, DecoderModule.Up);

    public static TheoryData<MappedQuantity, bool> Costs => new() { { MappedQuantity.Cycles, true }, { MappedQuantity.Cycles, false }, { MappedQuantity.Energy, true }, { MappedQuantity.Energy, false } };

    [Theory]
    [MemberData(nameof(Costs))]
    public void Cost_RowsInParts_AddUp(MappedQuantity quantity, bool isExact)
    {
        var cost = Of(quantity, isExact, 1);
        foreach (var bits in (int[])[2, 3, 4, 8])
        {
            var whole = cost.Cost(new RowRange(Up, 0, 96, 64), bits);
            Assert.True(whole > 0);
            Assert.Equal(whole, cost.Cost(new RowRange(Up, 0, 32, 64), bits) + cost.Cost(new RowRange(Up, 32, 64, 64), bits));
        }
    }

    /// <summary>A decode step is bound by the bytes of the weights, so narrower ones are faster and take less energy; half the width, about half the cycles.</summary>
    [Theory]
    [MemberData(nameof(Costs))]
    public void Cost_NarrowerWeightsOfOneToken_CostLess(MappedQuantity quantity, bool isExact)
    {
        var cost = Of(quantity, isExact, 1);
        long At(int bits) => cost.Cost(new RowRange(Up, 0, 512, 1024), bits);
        Assert.True(At(2) < At(4) && At(4) < At(8), $"{At(2)} {At(4)} {At(8)}");
        if (quantity == MappedQuantity.Energy) Assert.InRange((double)At(4) / At(8), 0.4, 0.7);
        Assert.True(cost.Cost(new RowRange(Up, 0, 512, 512), 8) < At(8));
    }

    [Fact]
    public void Cost_ExactChip_IsTheShareOfTheBestProduct()
    {
        var cost = Of(MappedQuantity.Cycles, isExact: true, 1);
        var rows = cost.Cost(new RowRange(Up, 0, MappedUnitCost.ReferenceRows, 256), 8);
        // 512 x 256 weights and 512 x 8 bytes of biases and scales over a port of 16 bytes take 8448 cycles; the fill, the last tiles and the turns of the port come on top.
        Assert.InRange(rows, 8448L * 1000, 8448L * 1150);
        Assert.Equal("thousandths of a cycle on output-stationary 16x16", cost.Name);
    }

    [Fact]
    public void Cost_NothingToCompute_IsFree()
    {
        var cost = Of(MappedQuantity.Energy, isExact: true, 1);
        Assert.Equal(0, cost.Cost(new RowRange(new WeightMatrix(ModelComponent.LanguageModel, 2, DecoderModule.Embedding), 0, 512, 64), 8));
        Assert.Equal(0, cost.Cost(new RowRange(Up, 0, 8, 0), 8));
    }

    [Fact]
    public void Cost_WidthOrSizeThatTheHardwareLacks_SaysSo()
    {
        var narrow = MappedUnitCost.Of(Chip with { MaxWeightBits = 4 }, Memory, TechnologyNode.Horowitz45, 1, MappedQuantity.Cycles);
        Assert.Contains("has no 8-bit weights", Assert.Throws<ArgumentException>(() => narrow.Cost(new RowRange(Up, 0, 1, 64), 8)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(MappedQuantity.Cycles, true, 0));
    }

    private static MappedUnitCost Of(MappedQuantity quantity, bool isExact, int tokens) => isExact
        ? MappedUnitCost.Of(Chip, Memory, TechnologyNode.Horowitz45, tokens, quantity)
        : MappedUnitCost.Of(ChipArchitecture.Of(Chip, Memory, TechnologyNode.Horowitz45), tokens, quantity);
}
