using HwAgent.Core.Compression;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Compression;

public sealed class SampledSequencesTests
{
    private static readonly ReferenceDecoder Model = new(RandomModels.Decoder());

    [Fact]
    public void Draw_SameSeed_GivesTheSameAndMoreStartWithThem()
    {
        var few = SampledSequences.Draw(Model, 1, 3, 10, 5, cancellation: TestContext.Current.CancellationToken);
        var more = SampledSequences.Draw(Model, 1, 6, 10, 5, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(few.SelectMany(s => s.Tokens), more.Take(3).SelectMany(s => s.Tokens));
        Assert.NotEqual(few.SelectMany(s => s.Tokens), SampledSequences.Draw(Model, 1, 3, 10, 6, cancellation: TestContext.Current.CancellationToken).SelectMany(s => s.Tokens));
        Assert.All(more, sequence => Assert.Equal(1, sequence.Tokens[0]));
    }

    [Fact]
    public void Draw_Cancelled_EndsBetweenTokens()
    {
        using var stop = new CancellationTokenSource();
        var told = new List<(int Drawn, int Total)>();
        Assert.Throws<OperationCanceledException>(() => SampledSequences.Draw(Model, 1, 1, 20, 5, (drawn, total) =>
        {
            told.Add((drawn, total));
            if (drawn == 3) stop.Cancel();
        }, stop.Token));
        Assert.Equal([(1, 19), (2, 19), (3, 19)], told);
    }

    /// <summary>Chi-square over the second token, whose distribution is known; 99.99 % quantile of 63 degrees of freedom: 112.3 (Wilson-Hilferty).</summary>
    [Fact]
    public void Draw_SecondToken_FollowsTheModelsDistribution()
    {
        const int count = 4000;
        var logits = new float[64];
        using (var session = Model.Start(1)) session.Append([7], logits);
        var powers = logits.Select(logit => Math.Exp(logit)).ToArray();
        var seen = SampledSequences.Draw(Model, 7, count, 2, 11, cancellation: TestContext.Current.CancellationToken).CountBy(sequence => sequence.Tokens[1]).ToDictionary();
        var statistic = powers.Select((power, token) =>
        {
            var expected = count * power / powers.Sum();
            return Math.Pow(seen.GetValueOrDefault(token) - expected, 2) / expected;
        }).Sum();
        Assert.InRange(statistic, 0, 112.3);
    }
}
