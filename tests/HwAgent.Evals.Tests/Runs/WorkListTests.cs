using HwAgent.Evals.Runs;

namespace HwAgent.Evals.Tests.Runs;

public sealed class WorkListTests
{
    private static readonly WorkItem[] Items = [.. from problem in Enumerable.Range(0, 5) from sample in Enumerable.Range(0, 2) select new WorkItem($"p{problem}", sample)];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Slice_AllSlices_HoldEachAnswerOnce(int slices)
    {
        var list = new WorkList(slices, Items);
        var problems = Enumerable.Range(0, 5).Select(i => EvalFixtures.Problem($"p{i}")).ToList();

        var jobs = Enumerable.Range(0, slices).SelectMany(slice => list.Slice(slice, problems, "worklist.json")).Select(job => new WorkItem(job.Problem.Id, job.Sample));

        Assert.Equal(Items.Order(Comparer<WorkItem>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))), jobs.Order(Comparer<WorkItem>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))));
    }

    /// <summary>A node that sees other data must not grade what it has instead.</summary>
    [Fact]
    public void Slice_ProblemThatTheDataLacks_SaysWhich() =>
        Assert.Contains("no problem p4", Assert.Throws<EvalFileException>(() => new WorkList(1, Items).Slice(0, [EvalFixtures.Problem("p0"), EvalFixtures.Problem("p1"), EvalFixtures.Problem("p2"), EvalFixtures.Problem("p3")], "worklist.json")).Message);
}
