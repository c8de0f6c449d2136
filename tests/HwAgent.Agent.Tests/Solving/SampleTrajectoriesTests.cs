using HwAgent.Agent.Solving;
using HwAgent.Agent.Tests.Llm;
using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Tests.Solving;

public sealed class SampleTrajectoriesTests
{
    [Fact]
    public void Join_Parts_FollowOneAnotherAndAreNumberedAnew()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (Write(folder.File("1.jsonl"), "a", whole: true), Write(folder.File("2.jsonl"), "b", whole: true));

        SampleTrajectories.Join(folder.File("run.jsonl"), [second, first]);

        var joined = TrajectoryReader.Read(folder.File("run.jsonl"));
        Assert.Equal([0, 1, 2, 3, 4, 5], joined.Events.Select(e => e.Seq));
        var split = SampleTrajectories.Split(joined);
        Assert.Equal([("b", 0), ("a", 0)], split.Keys);
        Assert.Equal([3, 4, 5], split[("a", 0)].Events.Select(e => e.Seq));
        Assert.False(File.Exists(folder.File("run.jsonl.tmp")));
    }

    [Fact]
    public void Split_SampleWithinAnother_NamesTheLine()
    {
        using var folder = new TemporaryFolder();
        SampleTrajectories.Join(folder.File("run.jsonl"), [Write(folder.File("1.jsonl"), "a", whole: false), Write(folder.File("2.jsonl"), "b", whole: true)]);

        var error = Assert.Throws<TrajectoryFormatException>(() => SampleTrajectories.Split(TrajectoryReader.Read(folder.File("run.jsonl"))));

        Assert.Contains("run.jsonl:3: ", error.Message, StringComparison.Ordinal);
    }

    private static Trajectory Write(string path, string problem, bool whole)
    {
        using (var writer = TrajectoryWriter.Create(path))
        {
            writer.Append(TrajectoryEventTypes.SampleStarted, new SampleStarted(problem, 0, "single", ["m"]), TrajectoryJson.Instance.SampleStarted);
            writer.Append(TrajectoryEventTypes.Decision, new DecisionMade("stop", "because"), TrajectoryJson.Instance.DecisionMade);
            if (whole) writer.Append(TrajectoryEventTypes.SampleFinished, new SampleFinished(problem, 0, "DesignerFinished", 1), TrajectoryJson.Instance.SampleFinished);
        }

        return TrajectoryReader.Read(path);
    }
}
