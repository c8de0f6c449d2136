using System.Text;
using HwAgent.Agent.Tests.Llm;
using HwAgent.Agent.Trajectories;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Tests.Trajectories;

public sealed class TrajectoryReaderTests
{
    private const string Whole = "{\"seq\":0,\"type\":\"a\",\"x\":\"é\"}\n{\"seq\":1,\"type\":\"b\"}\n{\"seq\":2,\"type\":\"c\"}\n";

    [Fact]
    public void Read_CutAtAnyByte_KeepsEveryWholeLineAndNotesTheRest()
    {
        using var folder = new TemporaryFolder();
        var bytes = Encoding.UTF8.GetBytes(Whole);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var path = folder.File("trajectory.jsonl");
            File.WriteAllBytes(path, bytes[..length]);
            var lines = bytes.Take(length).Count(b => b == '\n');

            var trajectory = TrajectoryReader.Read(path);

            Assert.Equal(lines, trajectory.Events.Count);
            var torn = length > 0 && bytes[length - 1] != '\n';
            Assert.Equal(torn ? 1 : 0, trajectory.Notes.Count);
            Assert.All(trajectory.Notes, n => Assert.Equal(("trajectory.torn-line", DiagnosticSeverity.Note, lines + 1), (n.Code, n.Severity, n.Line)));
            Assert.Equal(Array.LastIndexOf(bytes, (byte)'\n', Math.Max(length - 1, 0)) + 1, trajectory.IntactBytes);
        }
    }

    [Fact]
    public void Read_GarbageInTheLastLine_IsDroppedToo()
    {
        using var folder = new TemporaryFolder();

        var trajectory = TrajectoryReader.Read(folder.Write("trajectory.jsonl", Whole + "\0\0\0\0\n"));

        Assert.Equal((3, 1), (trajectory.Events.Count, trajectory.Notes.Count));
    }

    [Theory]
    [InlineData("{\"seq\":0,\"type\":\"a\"}\n{\"seq\"\n{\"seq\":2,\"type\":\"c\"}\n", 2)]
    [InlineData("{\"seq\":0,\"type\":\"a\"}\n{\"seq\":2,\"type\":\"c\"}\n{\"seq\":3,\"type\":\"c\"}\n", 2)]
    [InlineData("{\"type\":\"a\"}\n{\"seq\":1,\"type\":\"c\"}\n", 1)]
    [InlineData("{\"seq\":0,\"type\":7}\n{\"seq\":1,\"type\":\"c\"}\n", 1)]
    [InlineData("{\"seq\":\"0\",\"type\":\"a\"}\n\n", 1)]
    [InlineData("not a trajectory\nat all\n", 1)]
    public void Read_DamageBeforeTheLastLine_NamesFileAndLine(string text, int line)
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<TrajectoryFormatException>(() => TrajectoryReader.Read(folder.Write("trajectory.jsonl", text)));

        Assert.Contains($"trajectory.jsonl:{line}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EventOfAnotherShape_NamesTheEvent()
    {
        using var folder = new TemporaryFolder();
        var trajectory = TrajectoryReader.Read(folder.Write("trajectory.jsonl", "{\"seq\":0,\"type\":\"decision\",\"decision\":[]}\n"));

        Assert.StartsWith("Event 0 (decision) is no DecisionMade", Assert.Throws<TrajectoryFormatException>(() => trajectory.Events[0].Read(TrajectoryJson.Instance.DecisionMade)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model-request model-reply run-finished", 3)]
    [InlineData("model-request model-failure run-finished", 1)]
    [InlineData("model-request model-failure decision model-request model-reply", 5)]
    [InlineData("model-request model-reply model-request", 3)]
    [InlineData("run-started proposal run-finished", 3)]
    [InlineData("", 0)]
    public void ResumePoint_AfterAFinalFailure_IsBeforeIt(string types, int expected)
    {
        var events = types.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((type, i) => new TrajectoryEvent(i, type, default)).ToList();

        Assert.Equal(expected, new Trajectory("t", events, 0, []).ResumePoint);
    }
}
