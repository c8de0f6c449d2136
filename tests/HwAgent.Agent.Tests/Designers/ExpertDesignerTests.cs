using HwAgent.Agent.Designers;
using HwAgent.Agent.Loop;
using HwAgent.Dataflow.Search;

namespace HwAgent.Agent.Tests.Designers;

[Collection(RtlToolsTests.Name)]
public sealed class ExpertDesignerTests(RtlToolsFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProposeAsync_SearchResult_ProposesItsBestInOrderAndThenNothing()
    {
        await using var bench = new DesignerBench(fixture.Tools);
        var small = bench.Pricing.Price(bench.Pricing.DefaultParameters with { Rows = 8, Columns = 8 }, null).Value!;
        var large = bench.Pricing.Price(bench.Pricing.DefaultParameters, null).Value!;
        var designer = new ExpertDesigner(Found(small, large));
        var attempts = new List<Attempt>();

        while (await designer.ProposeAsync(attempts, Token) is { } proposal) attempts.Add(new Attempt(attempts.Count + 1, proposal, null));

        Assert.Equal([("001", "expert"), ("002", "expert")], attempts.Select(a => (a.Proposal.Candidate!.Id, a.Proposal.Candidate.Origin)));
        Assert.Same(small, attempts[0].Proposal.Candidate!.Point);
        Assert.Matches(@"^output-stationary 8x8, 128-bit bus, buffers [\d/]+: \d+% of the cycles are bound by \w+, and the array is \d+% busy\.$", attempts[0].Proposal.Candidate!.Rationale);
    }

    [Fact]
    public async Task ProposeAsync_NothingFound_ProposesNothing() => Assert.Null(await new ExpertDesigner(Found()).ProposeAsync([], Token));

    private static SearchResult Found(params DesignPoint[] best) => new()
    {
        Best = best,
        ParetoFront = best,
        Misses = [],
        PointsConsidered = 0,
        PointsExact = 0,
        DesignsEvaluated = 0,
        Rejections = new Dictionary<string, long>(),
    };
}
