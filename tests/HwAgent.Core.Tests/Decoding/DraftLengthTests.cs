using HwAgent.Core.Decoding;

namespace HwAgent.Core.Tests.Decoding;

public sealed class DraftLengthTests
{
    /// <summary>Against the closed form (1 - a^(g+1)) / ((1 - a)(1 + g c)).</summary>
    [Theory]
    [InlineData(0.8, 5, 0.1)]
    [InlineData(0.3, 1, 0.5)]
    [InlineData(0.99, 8, 0.0)]
    public void ExpectedSpeed_Case_IsClosedForm(double a, int g, double c) =>
        Assert.Equal((1 - Math.Pow(a, g + 1)) / ((1 - a) * (1 + g * c)), DraftLength.ExpectedSpeed(a, g, c), 1e-12);

    [Fact]
    public void Update_AllAccepted_GrowsToMaximum()
    {
        var length = new DraftLength(new DraftLengthOptions { Maximum = 6 }, 0.05);
        for (var i = 0; i < 60; i++) length.Update(length.Current, length.Current);
        Assert.Equal(6, length.Current);
    }

    [Fact]
    public void Update_NoneAccepted_FallsToNoneAndProbes()
    {
        var length = new DraftLength(new DraftLengthOptions { Maximum = 6 }, 0.2);
        var lengths = new List<int>();
        for (var i = 0; i < 400; i++)
        {
            length.Update(Math.Min(1, length.Current), 0);
            lengths.Add(length.Current);
        }

        Assert.InRange(lengths.Skip(100).Average(), 0.01, 0.2);
        Assert.Equal(1, lengths.Skip(100).Max());
    }

    /// <summary>A draft that begins to pay is noticed.</summary>
    [Fact]
    public void Update_AcceptanceComesBack_GrowsAgain()
    {
        var length = new DraftLength(new DraftLengthOptions { Maximum = 6 }, 0.1);
        for (var i = 0; i < 200; i++) length.Update(Math.Min(1, length.Current), 0);
        for (var i = 0; i < 2000; i++) length.Update(length.Current, length.Current);
        Assert.Equal(6, length.Current);
    }

    [Fact]
    public void Update_DraftThatCostsMoreThanItBrings_IsNotUsed()
    {
        var length = new DraftLength(new DraftLengthOptions { Maximum = 6, RowCost = 0.5 }, 0.6);
        for (var i = 0; i < 10; i++) length.Update(length.Current, length.Current / 2);
        Assert.Equal(0, length.Current);
    }

    [Fact]
    public void Update_Fixed_NeverChanges()
    {
        var length = new DraftLength(new DraftLengthOptions { Maximum = 3, Adapts = false }, 5);
        for (var i = 0; i < 50; i++) length.Update(1, 0);
        Assert.Equal(3, length.Current);
    }
}
