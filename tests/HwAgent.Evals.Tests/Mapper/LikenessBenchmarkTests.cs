using HwAgent.Evals.Mapper;

namespace HwAgent.Evals.Tests.Mapper;

public class LikenessBenchmarkTests
{
    [Fact]
    public void Run_SameSeed_GivesTheSameRowsAndOthersForAnotherSeed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var rows = LikenessBenchmark.Run(12, 3, _ => { }, cancellation);

        Assert.Equal(rows, LikenessBenchmark.Run(12, 3, _ => { }, cancellation));
        Assert.NotEqual(rows, LikenessBenchmark.Run(12, 4, _ => { }, cancellation));
        Assert.Equal(["OutputStationary", "WeightStationary"], rows.Select(r => r.Dataflow).Order(StringComparer.Ordinal));
        // The general model takes no time that the accelerator could not take, within reason.
        Assert.All(rows, r => Assert.True(r.Least is > 0.05 and <= 1.5 && r.Largest < 3, r.ToString()));
    }

    [Fact]
    public void Of_Ratios_AreQuantilesInOrder()
    {
        var row = LikenessRow.Of("any", 1, [1.2, 0.8, 1.0, 0.96, 1.04]);

        Assert.Equal((5, 0.8, 1.0, 1.2), (row.Products, row.Least, row.Median, row.Largest));
        Assert.True(row.Least <= row.Tenth && row.Tenth <= row.Median && row.Median <= row.NineTenths && row.NineTenths <= row.Largest);
        Assert.Equal((0.6, 0.6), (row.Within5Percent, row.Within10Percent));
    }
}
