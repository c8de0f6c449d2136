using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Search;

namespace HwAgent.Dataflow.Tests.Search;

public class SramRateTableTests
{
    private static readonly AcceleratorParameters Hardware = new() { ActivationWords = 77, WeightWords = 16384, AccumulatorRows = 1000, OutputRows = 333, ParameterTiles = 255 };

    [Fact]
    public void AtMost_EnergyThatGrowsWithSize_IsThatOfTheMemories()
    {
        var table = new SramRateTable(TechnologyNode.Horowitz45);
        for (var i = 0; i < 2; i++) Assert.Equal(SramRates.Of(Hardware, TechnologyNode.Horowitz45), table.AtMost(Hardware, BufferNeeds.From(Hardware)));
    }

    /// <summary>The least of a dip holds for every size below it, so nothing but the register is a bound.</summary>
    [Fact]
    public void AtMost_EnergyThatDips_IsNotAboveThatOfAnyLargerMemory()
    {
        var dip = TechnologyNode.Horowitz45 with { SramTable = [new(0.5, 2), new(4, 0.1), new(1024, 12.5)] };
        var bound = new SramRateTable(dip).AtMost(Hardware, BufferNeeds.Smallest(Hardware));
        for (var words = BufferNeeds.Smallest(Hardware).WeightWords; words <= 16384; words++) Assert.True(bound.Weight <= SramRates.Of(Hardware with { WeightWords = words }, dip).Weight);
    }
}
